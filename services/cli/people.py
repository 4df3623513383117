"""``saket token`` and ``saket staff``: their arguments, and what they print alone on standard output.

The work is in `services.cli.staff`, which is imported when it is to be done.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from shared.staff.model import TOKEN_SCOPES, Role

if TYPE_CHECKING:
    from services.cli.staff import Console

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no other name for it

Deed = Callable[["Console", argparse.Namespace], Coroutine[Any, Any, "list[str]"]]
"""What a command does; the lines that it prints."""

_ROLES = [role.value for role in Role]


def add_token_commands(commands: "Commands") -> None:
    """``saket token …``."""
    token = commands.add_parser("token", help="API tokens").add_subparsers(required=True, metavar="ACTION")
    add = _command(token, "add", _token_add, "make a token and print it, alone, on standard output")
    add.add_argument("name")
    add.add_argument("--scope", required=True, help=f"comma-separated, of: {', '.join(sorted(TOKEN_SCOPES))}")
    add.add_argument("--days", type=int, metavar="N", help="how long it lives (default: until it is revoked)")
    _command(token, "list", _token_list, "all tokens: what they may do, who made them, when they were last used")
    revoke = _command(token, "revoke", _token_revoke, "make a token worthless")
    revoke.add_argument("which", metavar="ID|NAME", help="as `saket token list` shows it; a name: all of that name")


def add_staff_commands(commands: "Commands") -> None:
    """``saket staff …``."""
    staff = commands.add_parser("staff", help="people who may log in").add_subparsers(required=True, metavar="ACTION")
    add = _named(staff, "add", _staff_add, "make an account and print its password, alone, on standard output")
    add.add_argument("--role", required=True, choices=_ROLES)
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input instead")
    _command(staff, "list", _staff_list, "all accounts")
    _command(staff, "log", _staff_log, "the latest logins, failures and changes")
    _named(staff, "link", _staff_link, "print an address that logs somebody in once, within a day")
    _named(staff, "role", _staff_role, "give somebody another role; their sessions end").add_argument(
        "role", choices=_ROLES
    )
    _named(staff, "disable", _staff_disable, "shut somebody out at once; the last administrator stays")
    _named(staff, "enable", _staff_enable, "let somebody in again")
    reset = _named(staff, "reset", _staff_reset, "void password, sessions and tokens; print a link to begin anew")
    reset.add_argument("--second-factor", action="store_true", help="void the second factor too (a lost telephone)")


def _command(commands: "Commands", name: str, deed: Deed, words: str) -> argparse.ArgumentParser:
    def run(options: argparse.Namespace) -> int:
        for line in asyncio.run(_done(deed, options)):
            print(line)
        return 0

    parser = commands.add_parser(name, help=words)
    parser.set_defaults(run=run)
    return parser


def _named(commands: "Commands", name: str, deed: Deed, words: str) -> argparse.ArgumentParser:
    parser = _command(commands, name, deed, words)
    parser.add_argument("name")
    return parser


async def _done(deed: Deed, options: argparse.Namespace) -> list[str]:
    from services.cli.staff import console

    async with console(os.environ) as here:
        return await deed(here, options)


async def _token_add(here: "Console", options: argparse.Namespace) -> list[str]:
    scopes = [word.strip() for word in options.scope.split(",") if word.strip()]
    return [await here.add_token(options.name, scopes, options.days)]


async def _token_list(here: "Console", _options: argparse.Namespace) -> list[str]:
    return await here.list_tokens()


async def _token_revoke(here: "Console", options: argparse.Namespace) -> list[str]:
    return await here.revoke_token(options.which)


async def _staff_add(here: "Console", options: argparse.Namespace) -> list[str]:
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else None
    chosen = await here.staff.add_account(options.name, options.role, password)
    return [chosen] if password is None else []


async def _staff_list(here: "Console", _options: argparse.Namespace) -> list[str]:
    return await here.list_accounts()


async def _staff_log(here: "Console", _options: argparse.Namespace) -> list[str]:
    return await here.journal()


async def _staff_link(here: "Console", options: argparse.Namespace) -> list[str]:
    return [await here.link(options.name)]


async def _staff_role(here: "Console", options: argparse.Namespace) -> list[str]:
    await here.accounts.change_role(options.name, options.role, here.actor)
    return []


async def _staff_disable(here: "Console", options: argparse.Namespace) -> list[str]:
    await here.accounts.disable(options.name, here.actor)
    return []


async def _staff_enable(here: "Console", options: argparse.Namespace) -> list[str]:
    await here.accounts.enable(options.name, here.actor)
    return []


async def _staff_reset(here: "Console", options: argparse.Namespace) -> list[str]:
    return [await here.reset(options.name, factor=options.second_factor)]
