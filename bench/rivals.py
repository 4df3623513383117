"""Filters from Debian on the same split as ours: trained and asked in their own way, texts wrapped as messages."""

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

_TIMEOUT = 900  # seconds
_ANSWERS = 3  # exit codes up to which a filter has only said what it thinks
_PREFERENCES = """\
use_bayes 1
use_bayes_rules 1
bayes_auto_learn 0
bayes_min_ham_num 1
bayes_min_spam_num 1
skip_rbl_checks 1
bayes_path {folder}/bayes
clear_headers
"""
_MESSAGE_ID = re.compile(r"^Message-ID: <(\d+)@a\.example>$", re.MULTILINE)
_BAYES = re.compile(r"bayes: (?:score = ([\d.e-]+)|not scoring message)")


class Text(NamedTuple):
    """A comment as it was written, and what it is."""

    written: str
    spam: bool


Rival = Callable[[Sequence[Text], Sequence[Text], Path], list[float]]


def bogofilter(learnt: Sequence[Text], judged: Sequence[Text], folder: Path) -> list[float]:
    """How spammy bogofilter finds each judged text, 0 to 1."""
    base = ["bogofilter", "--charset-default=utf-8", "-d", str(folder)]
    for flag, spam in (("-s", True), ("-n", False)):
        paths = _files(folder / flag.strip("-"), [one for one in learnt if one.spam is spam])
        _run([*base, flag, "-b"], "".join(f"{path}\n" for path in paths))
    paths = _files(folder / "judged", judged)
    answers = _run([*base, "-b", "-T", "-v"], "".join(f"{path}\n" for path in paths)).splitlines()
    return [float(line.split()[-1]) for line in answers]


def spamassassin(learnt: Sequence[Text], judged: Sequence[Text], folder: Path) -> list[float]:
    """How spammy SpamAssassin's Bayes alone finds each judged text, 0 to 1; 1/2 where it knows no word of a text.

    It answers a mailbox in an order of its own, and with four digits, at which a tenth of all texts are 1.0000: which
    message an answer is about says its Message-ID, and the whole number stands in the debug output.
    """
    preferences = folder / "user_prefs"
    preferences.write_text(_PREFERENCES.format(folder=folder), encoding="utf-8")
    for flag, spam in (("--spam", True), ("--ham", False)):
        paths = _files(folder / flag.strip("-"), [one for one in learnt if one.spam is spam])
        _run(["sa-learn", "-L", "-p", str(preferences), flag, str(paths[0].parent)], "")
    mailbox = "".join(
        f"From a@a.example Sun Mar  1 08:30:00 2026\n{_message(one, n)}\n" for n, one in enumerate(judged)
    )
    done = _done(["spamassassin", "-D", "bayes", "-L", "-p", str(preferences), "--mbox"], mailbox)
    answered = [int(number) for number in _MESSAGE_ID.findall(done.stdout.decode(errors="replace"))]
    scores = [float(one or 0.5) for one in _BAYES.findall(done.stderr.decode(errors="replace"))]
    by_number = dict(zip(answered, scores, strict=True))
    return [by_number[number] for number in range(len(judged))]


RIVALS: dict[str, Rival] = {"bogofilter": bogofilter, "spamassassin": spamassassin}


def installed(name: str) -> bool:
    """Whether the Debian package of that name is there."""
    return shutil.which(name) is not None


def _files(folder: Path, texts: Sequence[Text]) -> list[Path]:
    folder.mkdir()
    paths = [folder / f"{number:06}.eml" for number in range(len(texts))]
    for number, (path, one) in enumerate(zip(paths, texts, strict=True)):
        path.write_text(_message(one, number), encoding="utf-8")
    return paths


def _message(one: Text, number: int) -> str:
    body = "\n".join(f" {line}" if line.startswith("From ") else line for line in one.written.split("\n"))
    head = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    return f"Message-ID: <{number}@a.example>\nSubject: comment\n{head}\n{body}\n"


def _run(command: list[str], given: str) -> str:
    return _done(command, given).stdout.decode(errors="replace")


def _done(command: list[str], given: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=False, timeout=_TIMEOUT)
    if done.returncode > _ANSWERS:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()[-300:]}")
    return done
