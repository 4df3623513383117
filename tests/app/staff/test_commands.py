"""``saket staff`` and ``saket token`` over the store of a folder, as an operator types them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.cli.main import main

pytestmark = pytest.mark.store

Saket = Callable[..., tuple[int, list[str], str]]


@pytest.fixture
def saket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Saket:
    """Run a command: its status, the lines it prints, and what it complains of."""
    monkeypatch.setenv("SAKET_DATA", str(tmp_path / "var"))
    monkeypatch.setenv("SAKET_BASE_URL", "https://roiet.example")

    def run(*arguments: str) -> tuple[int, list[str], str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        return int(str(ended.value.code or 0)), out.splitlines(), err

    return run


def columns(lines: list[str]) -> list[list[str]]:
    return [line.split("\t") for line in lines[1:]]


def test_the_life_of_an_account(saket: Saket) -> None:
    status, (password,), _ = saket("staff", "add", "admin", "--role", "admin")
    assert (status, len(password) > 20) == (0, True)
    assert saket("staff", "add", "malee", "--role", "viewer")[0] == 0
    assert saket("staff", "role", "malee", "lead")[:2] == (0, [])
    assert saket("staff", "disable", "malee")[0] == 0
    people = columns(saket("staff", "list")[1])
    assert [person[:4] for person in people] == [
        ["admin", "admin", "active", "off"],
        ["malee", "lead", "disabled", "off"],
    ]
    assert saket("staff", "enable", "malee")[0] == 0
    status, (link,), _ = saket("staff", "reset", "malee", "--second-factor")
    assert link.startswith("https://roiet.example/login?once=")
    assert columns(saket("staff", "list")[1])[1][2] == "no password"
    status, log, _ = saket("staff", "log")
    assert [line.split("\t")[1:3] for line in reversed(log)] == [
        ["account-added", "admin"],
        ["account-added", "malee"],
        ["role-changed", "malee"],
        ["disabled", "malee"],
        ["enabled", "malee"],
        ["reset", "malee"],
        ["link-made", "malee"],
    ]
    assert password not in "".join(log)
    assert link.rpartition("=")[2] not in "".join(log)


def test_the_life_of_a_token(saket: Saket) -> None:
    _, (token,), _ = saket("token", "add", "cms", "--scope", "posts,sources", "--days", "30")
    saket("token", "add", "bot", "--scope", "moderation")
    listed = columns(saket("token", "list")[1])
    assert [(name, scopes, by, used) for _, name, scopes, by, used, _ in listed] == [
        ("cms", "posts,sources", "-", "-"),
        ("bot", "moderation", "-", "-"),
    ]
    assert [ends == "-" for *_, ends in listed] == [False, True]
    assert token not in repr(listed)
    assert saket("token", "revoke", "cms")[:2] == (0, [f"{listed[0][0]}\tcms"])
    assert saket("token", "revoke", listed[1][0])[0] == 0
    assert columns(saket("token", "list")[1]) == []


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("staff", "disable", "admin"), 1, "last administrator"),
        (("staff", "role", "admin", "viewer"), 1, "last administrator"),
        (("staff", "add", "admin", "--role", "admin"), 1, "already"),
        (("staff", "add", "a b", "--role", "admin"), 2, "bad-name"),
        (("staff", "link", "nobody"), 1, "nobody"),
        (("staff", "reset", "nobody"), 1, "nobody"),
        (("token", "add", "cms", "--scope", "staff"), 2, "unknown"),
        (("token", "add", "cms", "--scope", ""), 2, "none"),
        (("token", "add", "cms", "--scope", "posts", "--days", "0"), 2, "out-of-range"),
        (("token", "revoke", "nothing"), 1, "nothing"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    saket: Saket, arguments: tuple[str, ...], status: int, told: str
) -> None:
    saket("staff", "add", "admin", "--role", "admin")
    got, out, err = saket(*arguments)
    assert (got, out) == (status, [])
    assert told in err
    assert len(err.splitlines()) == 1
