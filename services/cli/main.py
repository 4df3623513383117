"""The console command ``saket``: everything an operator does, in one place.

Heavy parts (the web services, scikit-learn) are imported by the command that needs them.
"""

import argparse
import asyncio
import errno
import logging
import os
import sys
from collections.abc import Sequence

from services.cli.people import add_staff_commands, add_token_commands
from services.comments.spam.lines import ENCODINGS
from shared.errors import InvalidInput, SaketError

_FAILED = 1
_BAD_USE = 2
_INTERRUPTED = 130
_KINDS = {
    "blogger": "a backup, Takeout's feed.atom (or the ZIP archive with it), or a feed",
    "wordpress": "an export file (WXR), or a ZIP archive with it",
    "saket": "an export of this site or of another one (folder or ZIP archive)",
}


_TALKS = {
    "disqus": "comments of Disqus (its XML export), under posts that are here",
    "isso": "comments of Isso (its database, or JSON), under posts that are here",
}
_ABOUT_A_SOURCE = {
    "remove": "forget a source and all that it brought",
    "poll": "visit a source now",
    "explain": "why a source is visited when it is",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; errors that a person can mend are told in a line, without a traceback."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        status = options.run(options)
    except InvalidInput as error:
        for problem in error.problems:
            _tell(f"{problem.field}: {problem.code} ({problem.detail})")
        status = _BAD_USE
    except SaketError as error:
        why = str(error.__cause__ or "")
        _tell(f"{error} ({why})" if why not in str(error) else str(error))
        status = _FAILED
    except OSError as error:
        _tell(_os_error(error))
        status = _FAILED
    except KeyboardInterrupt:
        status = _INTERRUPTED
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="saket", description="Feeds and comments for a province.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="start the site (embedded store, all services, one port)")
    up.set_defaults(run=_up)

    add_token_commands(commands)
    add_staff_commands(commands)

    doctor = commands.add_parser("doctor", help="look for what is wrong with this setup")
    doctor.set_defaults(run=_doctor)

    reindex = commands.add_parser("reindex", help="rebuild the indexes derived from posts, threads and sources")
    reindex.set_defaults(run=_reindex)

    _add_ledger(commands)
    _add_site(commands)
    _add_strategy(commands)
    report = commands.add_parser("report", help="what became of the plan in a fiscal year or a quarter")
    report.add_argument("period", metavar="PERIOD", help="2569, or 2569-Q1 (October to December)")
    report.add_argument("--out", metavar="DIR", required=True, help="where to write PDF, CSV and drawings")
    report.add_argument("--lang", choices=("th", "en"), default="th")
    report.set_defaults(run=_report)
    _add_transfer(commands)
    _add_privacy(commands)
    _add_train(commands)
    _add_planet(commands)
    return parser


def _add_planet(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    actions = commands.add_parser("planet", help="the sources of the planet").add_subparsers(
        required=True, metavar="ACTION", dest="action"
    )
    add = actions.add_parser("add", help="gather a feed, or the feed of a page, and visit it once")
    add.add_argument("url", metavar="URL")
    add.add_argument("--group")
    add.add_argument("--name", help="what to call it instead of the feed's own title")
    for action, help_text in _ABOUT_A_SOURCE.items():
        named = actions.add_parser(action, help=help_text)
        named.add_argument("source", metavar="SOURCE", help="its id or its address")
    listed = actions.add_parser("import-opml", help="gather the feeds of a list; they are visited by and by")
    listed.add_argument("file", metavar="FILE")
    rules = actions.add_parser("rules", help="which entries of a source or a group are kept, and how they are labelled")
    rules.add_argument("scope", metavar="SOURCE", help="a source's id or address, or group:NAME")
    rules.add_argument(
        "--set", metavar="FILE", help="take them from a JSON file, of the form that is printed without it"
    )
    actions.add_parser("prune", help="forget the oldest entries until all together fit the limits; pinned ones stay")
    for each in actions.choices.values():
        each.set_defaults(run=_planet)


def _add_ledger(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ledger = commands.add_parser("ledger", help="the record of moderators' decisions")
    actions = ledger.add_subparsers(required=True, metavar="ACTION")
    check = actions.add_parser("verify", help="find any change, removal or reordering")
    check.add_argument("file", nargs="?", metavar="FILE", help="an exported copy (default: the ledger itself)")
    check.add_argument("--head", action="append", default=[], metavar="NUMBER:HASH", help="a head that was published")
    check.add_argument("--feed", action="append", default=[], metavar="FILE", help="a copy of the feed of heads")
    check.set_defaults(run=_ledger_verify)
    going = actions.add_parser("export", help="print every entry as a line of JSON")
    going.set_defaults(run=_ledger_export)


def _add_site(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    site = commands.add_parser("site", help="what the province is called and looks like").add_subparsers(
        required=True, metavar="ACTION"
    )
    change = site.add_parser("set", help="set some of it; a running site shows it within two seconds")
    change.add_argument("assignments", nargs="+", metavar="KEY=VALUE", help="an empty VALUE goes back to the default")
    change.set_defaults(run=_site_set)
    site.add_parser("show", help="print all of it, as lines that set takes").set_defaults(run=_site_show)


def _add_strategy(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    plan = commands.add_parser("strategy", help="the province's plan").add_subparsers(required=True, metavar="ACTION")
    coming = plan.add_parser("import", help="bring in a plan file (YAML); every error is told with its place")
    coming.add_argument("file", metavar="FILE")
    coming.add_argument("--check", action="store_true", help="only read it and report")
    coming.set_defaults(run=_strategy_import)
    going = plan.add_parser("export", help="print the plan file that holds now")
    going.add_argument("--edition", type=int, help="an earlier edition of it")
    going.set_defaults(run=_strategy_export)


def _add_transfer(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    kinds = commands.add_parser("import", help="move in from another host").add_subparsers(
        required=True, metavar="FROM"
    )
    for kind, help_text in _KINDS.items():
        coming = kinds.add_parser(kind, help=help_text)
        coming.add_argument("file", metavar="FILE")
        coming.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        coming.add_argument("--report", metavar="FILE", help="where to write the whole report, as JSON")
        coming.add_argument("--media", metavar="DIR", help="the old site's files (WordPress: its uploads folder)")
        coming.set_defaults(run=_import, kind=kind)
    for kind, help_text in _TALKS.items():
        coming = kinds.add_parser(kind, help=help_text)
        coming.add_argument("file", metavar="FILE")
        coming.add_argument("--site", metavar="URL", help="the old site, whose pages have the same paths here")
        coming.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        coming.add_argument("--report", metavar="FILE", help="where to write the whole report, as JSON")
        coming.set_defaults(run=_import_talk, kind=kind)
    going = commands.add_parser("export", help="write the whole site into a folder")
    going.add_argument("folder", metavar="DIR")
    going.add_argument("--format", choices=("saket", "blogger"), default="saket", help="blogger: a backup for Blogger")
    going.set_defaults(run=_export)


def _add_privacy(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    private = commands.add_parser("privacy", help="what is kept about citizens").add_subparsers(
        required=True, metavar="ACTION"
    )
    private.add_parser("key", help="make a key pair for traffic records").set_defaults(run=_privacy, action="key")
    for action, help_text in {
        "export": "print everything that is kept about somebody, a comment a line",
        "erase": "erase everything that is kept about somebody, also from the store's files",
    }.items():
        one = private.add_parser(action, help=help_text)
        whose = one.add_mutually_exclusive_group(required=True)
        whose.add_argument("--receipt", metavar="RECEIPT")
        whose.add_argument("--email", metavar="ADDRESS")
        one.add_argument("--proof", metavar="WORDS", help="with --email: how you made sure whose address it is")
        one.set_defaults(run=_privacy, action=action)
    purge = private.add_parser("purge", help="do away with what was kept for its time, also in the store's files")
    purge.set_defaults(run=_privacy, action="purge")
    traffic = private.add_parser("traffic", help="read traffic records with the private key (from standard input)")
    traffic.add_argument("--day", metavar="YYYY-MM-DD", help="of one day only")
    traffic.set_defaults(run=_privacy, action="traffic")


def _add_train(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    train = commands.add_parser("train", help="train the spam filter from files (and from SAKET_CORPORA)")
    _add_examples(train)
    train.add_argument("--out", metavar="DIR", help="only write the model, there (default: judge it, and let it serve)")
    anyway = "let the model serve whatever the gate says of it"
    train.add_argument("--activate-anyway", action="store_true", help=anyway)
    train.set_defaults(run=_train)

    evaluate = commands.add_parser("evaluate", help="measure the spam filter with honest splits, print and draw")
    _add_examples(evaluate)
    evaluate.add_argument("--out", metavar="DIR", help="where to draw (default: SAKET_DATA/evaluation)")
    unlearnt = "JSON lines of texts that are judged and never learnt: legitimate ones, or a site's with labels"
    evaluate.add_argument("--unlearnt", action="append", metavar="FILE", help=unlearnt)
    evaluate.set_defaults(run=_evaluate)

    learn = commands.add_parser(
        "learn", help="let the spam filter learn from moderators' decisions, in shadow at first"
    )
    learn.set_defaults(run=_learn)
    explain = commands.add_parser(
        "explain", help="say why a comment was judged as it was, and whose decisions moved it"
    )
    explain.add_argument("comment", metavar="COMMENT")
    explain.set_defaults(run=_explain)


def _add_examples(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="*", metavar="FILE", help="CSV, TSV, LABEL|text or JSON lines")
    command.add_argument("--text-column", default="text")
    command.add_argument("--label-column", default="label")
    command.add_argument("--spam-label", action="append", metavar="VALUE", help="what the label column says of spam")
    command.add_argument("--encoding", default="", choices=ENCODINGS, help="of the files (default: found out)")
    command.add_argument("--seed", type=int, default=1, help="the same seed gives the same model")


def _up(_options: argparse.Namespace) -> int:
    from services.cli.up import up

    return up(os.environ)


def _doctor(_options: argparse.Namespace) -> int:
    from services.cli.doctor import doctor

    return asyncio.run(doctor(os.environ))


def _reindex(_options: argparse.Namespace) -> int:
    from services.cli.reindex import reindex

    asyncio.run(reindex(os.environ))
    return 0


def _import(options: argparse.Namespace) -> int:
    from services.cli.transfer import import_site

    return asyncio.run(import_site(options, os.environ))


def _export(options: argparse.Namespace) -> int:
    from services.cli.export import export_site

    return asyncio.run(export_site(options, os.environ))


def _ledger_verify(options: argparse.Namespace) -> int:
    from services.cli.ledger import verify

    return asyncio.run(verify(os.environ, options.file, options.head, options.feed))


def _ledger_export(_options: argparse.Namespace) -> int:
    from services.cli.ledger import export

    return asyncio.run(export(os.environ, sys.stdout))


def _site_set(options: argparse.Namespace) -> int:
    from services.cli.site import set_values

    return asyncio.run(set_values(options.assignments, os.environ))


def _site_show(_options: argparse.Namespace) -> int:
    from services.cli.site import show_values

    return asyncio.run(show_values(os.environ))


def _strategy_import(options: argparse.Namespace) -> int:
    from services.cli.strategy import import_plan

    return asyncio.run(import_plan(options.file, os.environ, check_only=options.check))


def _strategy_export(options: argparse.Namespace) -> int:
    from services.cli.strategy import export_plan

    return asyncio.run(export_plan(options.edition, os.environ))


def _import_talk(options: argparse.Namespace) -> int:
    from services.cli.talk import import_talk

    return asyncio.run(import_talk(options, os.environ))


def _privacy(options: argparse.Namespace) -> int:
    from services.cli.privacy import privacy

    return asyncio.run(privacy(options, os.environ))


def _report(options: argparse.Namespace) -> int:
    from services.cli.report import write_report

    return asyncio.run(write_report(options.period, options.out, options.lang, os.environ))


def _train(options: argparse.Namespace) -> int:
    from services.cli.train import train

    return train(options, os.environ)


def _evaluate(options: argparse.Namespace) -> int:
    from services.cli.evaluate import evaluate

    return evaluate(options, os.environ)


def _learn(_options: argparse.Namespace) -> int:
    from services.cli.learn import learn

    return asyncio.run(learn(os.environ))


def _explain(options: argparse.Namespace) -> int:
    from services.cli.learn import explain

    return asyncio.run(explain(os.environ, options.comment))


def _planet(options: argparse.Namespace) -> int:
    from services.cli.planet import run

    return asyncio.run(run(options, os.environ))


def _tell(message: str) -> None:
    sys.stderr.write(f"saket: {message}\n")


def _os_error(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "the address is in use by another program: set SAKET_PORT to a free port"
    return str(error)


if __name__ == "__main__":
    main()
