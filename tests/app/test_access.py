"""The matrix of roles, tokens and routes: generated from the routers, asserted cell by cell against `access.txt`."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from services.host import HostConfig, create_site
from shared.clock import system_clock
from shared.staff.model import CONSOLE, Role
from shared.store.client import Store
from shared.web.kit import Kit, make_kit
from tests.app.access import CALLERS, Callers, Door, doors_of, read_table, written
from tests.support.site import bearer, client_of, session_of

TABLE = Path(__file__).with_name("access.txt")
VARIABLES = {
    "SAKET_BASE_URL": "http://roiet.example",
    "SAKET_SAMPLE": "0",
    "SAKET_DATA": "unused",
    "SAKET_LIMITS": "off",
}

_REFUSED = {"POST /write/preview": 422, "POST /write/{id}": 404}
"""Otherwise than by 403: the form comes back with all that was typed, or the post that is not there is missed first."""

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Scene:
    kit: Kit
    doors: list[Door]
    callers: Callers
    table: dict[str, dict[str, str]]


@pytest.fixture
async def scene(store: Store) -> AsyncIterator[Scene]:
    config = HostConfig.from_variables(VARIABLES)
    kit = await make_kit(config.site, store)
    app = create_site(config, kit, sample=False)
    async with client_of(app, cookies=False) as client:
        doors, callers = await doors_of(client, app), await Callers.of(client, kit)
        yield Scene(kit, doors, callers, read_table(TABLE.read_text("utf-8")))


def _with_rows(scene: Scene) -> list[tuple[Door, dict[str, str]]]:
    """`test_every_cell` tells of the others."""
    return [(door, scene.table[door.row]) for door in scene.doors if door.row in scene.table]


async def test_every_cell(scene: Scene) -> None:
    found = {door.row: {caller: await scene.callers.knock(door, caller) for caller in CALLERS} for door in scene.doors}
    wrong = {row: cells for row, cells in found.items() if scene.table.get(row) != cells}
    assert not wrong, f"not as in {TABLE.name}; found:\n{written(wrong)}"
    assert set(scene.table) - set(found) == set(), "rows of routes that are no more"


async def test_a_cookie_alone_changes_nothing(scene: Scene) -> None:
    """Without the token of the session, or from another site, no unsafe route that asks who it is lets anybody in."""
    guarded = [door for door, cells in _with_rows(scene) if not door.safe and _is_guarded(cells)]
    assert len(guarded) > 30
    for door in guarded:
        cookie, csrf = await scene.callers.inside("admin")
        assert (await scene.callers.answer(door, cookie))[0] in {403, _REFUSED.get(door.row)}, door.row
        assert (await scene.callers.answer(door, cookie, csrf, Origin="https://evil.example"))[0] == 403, door.row


async def test_what_has_ended_is_nobody(scene: Scene) -> None:
    """A session that was revoked, has grown old or lost its account; a token that was revoked or has expired."""
    staff = scene.kit.staff
    for name in ("revoked", "disabled", "demoted"):
        await staff.accounts.add(name, Role.ADMIN, CONSOLE)
    sessions = [await session_of(scene.kit, name) for name in ("revoked", "disabled", "demoted")]
    await staff.sessions.end(sessions[0], CONSOLE)
    await staff.accounts.disable("disabled", CONSOLE)
    await staff.accounts.change_role("demoted", Role.VIEWER, CONSOLE)
    sessions.append(await _old_session(scene))
    scopes = ["posts", "sources", "moderation"]
    revoked = await staff.add_token("revoked", scopes)
    await staff.drop_token(revoked)
    tokens = [revoked, await _old_token(scene, scopes)]
    for door, cells in _with_rows(scene):
        nobody = cells["nobody"]
        for session in sessions:
            cookie = {"Cookie": f"{scene.kit.gate.cookie}={session}"}
            assert await scene.callers.cell(door, cookie, "any") == nobody, door.row
        for token in tokens:
            assert await scene.callers.cell(door, bearer(token)) in ({"+", "401"} if nobody == "+" else {"401"}), (
                door.row
            )


def _is_guarded(cells: dict[str, str]) -> bool:
    return cells["nobody"] != "+" and cells["admin"] == "+"


async def _old_session(scene: Scene) -> str:
    """Opened thirteen hours ago."""
    early = await make_kit(scene.kit.site, scene.kit.store, lambda: system_clock() - timedelta(hours=13))
    return await session_of(early, Role.ADMIN)


async def _old_token(scene: Scene, scopes: list[str]) -> str:
    """Made two days ago for one."""
    early = await make_kit(scene.kit.site, scene.kit.store, lambda: system_clock() - timedelta(days=2))
    return await early.staff.tokens.add("expired", scopes, CONSOLE, days=1)
