"""The ledger as operators and the public see it: verified, exported, its head published every day."""

from datetime import timedelta
from pathlib import Path

import pytest

from services.cli import ledger as command
from services.comments.moderation.audit import heads_in
from services.comments.moderation.heads import HeadPublisher
from services.comments.moderation.ledger_store import RedisLedger
from shared.push import Announcer
from shared.store.client import Store
from tests.app.comments.conftest import Service
from tests.support.xml import parse, select

FEED = "/comments/feeds/ledger.atom"


async def decided(service: Service, count: int) -> None:
    for _ in range(count):
        posted = await service.post("doubtful")
        await service.decide("spam", posted["id"], reason="การพนัน")


def publisher(service: Service) -> HeadPublisher:
    announcer = Announcer(service.kit.store, enabled=True)
    return HeadPublisher(RedisLedger(service.kit.store), announcer, FEED, service.clock)


async def test_the_head_is_published_once_a_day_for_everybody(service: Service) -> None:
    assert not await publisher(service).tick(), "there is nothing to publish yet"
    await decided(service, 2)
    assert await publisher(service).tick()
    await decided(service, 1)
    assert not await publisher(service).tick()
    status, feed = await service.get(FEED)
    assert status == 200
    last = await RedisLedger(service.kit.store).newest(3, 1)
    assert [(head.number, head.hash) for head in heads_in(feed)] == [(2, last[0].hash)]
    assert (await service.get(FEED))[1] == feed, "byte for byte"
    service.clock.pass_by(timedelta(days=1))
    assert await publisher(service).tick()
    entries = select(parse((await service.get(FEED))[1].encode()), "//atom:entry")
    assert ["".join(entry.itertext()).count(":") > 0 for entry in entries] == [True, True]


async def test_verify_and_export(
    service: Service, store: Store, store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await decided(service, 4)
    await publisher(service).tick()
    variables = {"SAKET_REDIS_URL": store_url, "SAKET_DATA": str(tmp_path)}
    assert await command.verify(variables, None, (), ()) == 0
    assert "whole: 4 entries" in capsys.readouterr().out
    copy, feed = tmp_path / "ledger.jsonl", tmp_path / "feed.atom"
    with copy.open("w", encoding="utf-8") as out:
        assert await command.export(variables, out) == 0
    feed.write_text((await service.get(FEED))[1], "utf-8")
    assert await command.verify({}, str(copy), (), [str(feed)]) == 0
    lines = copy.read_text("utf-8").splitlines(keepends=True)
    copy.write_text("".join(lines[:3]), "utf-8")
    assert await command.verify({}, str(copy), (), ()) == 0, "a shorter chain is whole"
    assert await command.verify({}, str(copy), (), [str(feed)]) == 1, "but not the one that was published"
    copy.write_text("".join([lines[0], lines[1].replace("การพนัน", "อื่น"), *lines[2:]]), "utf-8")
    assert await command.verify({}, str(copy), (), ()) == 1
    assert "entry 2 says something else" in capsys.readouterr().err
    await store.execute("XDEL", "{ledger}:entries", "4-0")
    assert await command.verify(variables, None, (), ()) == 1
    assert "entry 4 is missing" in capsys.readouterr().err


async def test_what_other_programs_could_read_in_an_entry_is_found_too(
    service: Service, store: Store, store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that stands twice: some programs believe the first, ours the last. And names that no entry has."""
    await decided(service, 2)
    variables = {"SAKET_REDIS_URL": store_url, "SAKET_DATA": str(tmp_path)}
    copy = tmp_path / "ledger.jsonl"
    with copy.open("w", encoding="utf-8") as out:
        assert await command.export(variables, out) == 0
    one, two = copy.read_bytes().splitlines()
    assert await command.verify({}, str(copy), (), ()) == 0
    for lie in (b'"actor":"x",', b'"ids":[],', b'"note":"x",'):
        copy.write_bytes(b"\n".join([one, two.replace(b"{", b"{" + lie, 1)]))
        assert await command.verify({}, str(copy), (), ()) == 1, lie
        assert "entry 2 says something else" in capsys.readouterr().err
    for junk in (b"", b"[]", b"\xff", two[:-1]):
        copy.write_bytes(b"\n".join([one, junk, b""]))
        assert await command.verify({}, str(copy), (), ()) == 1, junk
    await store.execute("XADD", "{ledger}:entries", "3-0", "entry", two, "other", two)
    assert await command.verify(variables, None, (), ()) == 1
    assert "entry 3 says something else" in capsys.readouterr().err


async def test_an_end_that_was_cut_off_in_the_store_is_found_before_any_head_is_published(
    service: Service, store: Store, store_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variables = {"SAKET_REDIS_URL": store_url, "SAKET_DATA": str(tmp_path)}
    assert await command.verify(variables, None, (), ()) == 0, "nothing was ever decided"
    await decided(service, 3)
    await store.execute("XDEL", "{ledger}:entries", "2-0", "3-0")
    assert await command.verify(variables, None, (), ()) == 1
    assert "entry 2 is missing: there was a later one" in capsys.readouterr().err
