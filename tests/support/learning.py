"""A site whose filter learns: a comment service with the real model, and two kinds of comments it has never seen."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from aiohttp import web

from services.comments.app import FEEDS, THREADS, CommentsDeps, create_app
from services.comments.config import CommentsConfig
from shared.environment import Environment
from shared.store.client import Store
from shared.web.kit import make_kit
from shared.web.server import compose
from tests.app.comments.conftest import Clock, FakePosts, Service, WordJudge
from tests.support.site import bearer, client_of, settings

_SPAM = (
    ("บูชาพระเครื่อง", "ตะกรุดดอกทอง", "ยันต์มหาเสน่ห์", "น้ำมันพราย", "วัตถุมงคลหลวงปู่", "กุมารทองดูดทรัพย์"),
    ("ปลุกเสกเจ็ดวัดดัง", "เข้มขลังทุกองค์", "พุทธคุณสูงจริง", "เสริมดวงชะตา", "รุ่นไตรมาสหายาก", "ผ่านพิธีใหญ่"),
    ("สนใจทักหลังไมค์", "จองคิวด่วนวันนี้", "ส่งทั่วไทยเก็บปลายทาง", "เหลือไม่กี่ชิ้น", "รับประกันแท้", "โอนก่อนได้ก่อน"),
    ("ลูกศิษย์ยืนยัน", "ใครได้ไปรวยทุกคน", "แก้ชงเปิดทรัพย์", "เมตตามหานิยม", "คู่รักกลับมา", "ค้าขายคล่อง"),
)
_HAM = (
    ("ถนนหน้าหมู่บ้าน", "ไฟทางเข้าซอย", "คลองหลังตลาด", "สะพานไม้เก่า", "สนามเด็กเล่น", "ป้ายรถเมล์หน้าโรงเรียน"),
    ("ชำรุดมาหลายเดือน", "ดับตั้งแต่เสาร์ก่อน", "มีกลิ่นเหม็นมาก", "อันตรายกับเด็ก", "รกจนมองไม่เห็น", "น้ำขังทุกครั้งที่ฝนตก"),
    ("ฝากช่างมาดูด้วยครับ", "แจ้งแล้วยังเงียบ", "อยากทราบกำหนดซ่อม", "ขอให้ตั้งงบปีหน้า", "ช่วยประสานให้หน่อย", "รบกวนลงพื้นที่"),
    ("ชาวบ้านรออยู่", "ผู้ใหญ่บ้านทราบเรื่องแล้ว", "ถ่ายรูปส่งไปแล้ว", "กลัวเกิดอุบัติเหตุ", "ขอบคุณล่วงหน้า", "ยินดีช่วยกันทำ"),
)


def texts(count: int, *, spam: bool, seed: int = 1) -> list[str]:
    """Distinct comments of one kind: adverts for amulets, or reports of what is broken."""
    chance, slots = Random(f"{seed} {spam}"), _SPAM if spam else _HAM
    found: dict[str, None] = {}
    while len(found) < count:
        found[" ".join(chance.choice(slot) for slot in slots)] = None
    return list(found)


@asynccontextmanager
async def learning_site(store: Store, data: Path, **variables: str) -> AsyncIterator[Service]:
    """One instance; several may share a store and a folder."""
    all_of_them = {
        "SAKET_DATA": str(data),
        "SAKET_COMMENT_BURST": "10000",
        "SAKET_THREAD_BURST": "10000",
        "SAKET_CAMPAIGN_HOURS": "0",
        "SAKET_TRUSTED_PROXIES": "127.0.0.0/8",
        "SAKET_LEARN_HOURS": "0",
        **variables,
    }
    clock, posts = Clock(), FakePosts()
    kit = await make_kit(settings(**all_of_them), store, clock)
    staff = bearer(await kit.staff.add_token("daeng", ["moderation", "models"]))
    app = create_app(CommentsConfig.read(Environment(all_of_them)), CommentsDeps(kit, posts))
    fragments, feeds = app[THREADS], app[FEEDS]
    async with client_of(compose(kit, web.Application(), {"/comments": app}, landing="/")) as client:
        yield Service(client, kit, clock, WordJudge(), posts, fragments, feeds, staff)


async def decided(service: Service, texts: list[str], *, spam: bool) -> list[str]:
    """Comments that a moderator has called spam, or has looked at and let through; their identifiers."""
    ids = [(await service.post(text))["id"] for text in texts]
    await service.decide("spam" if spam else "approve", *ids)
    return ids


async def models(service: Service) -> dict[str, Any]:
    status, found = await service.get("/comments/api/models", staff=True)
    assert status == 200, found
    assert isinstance(found, dict)
    return found


async def trained(service: Service) -> dict[str, Any]:
    """A training that was asked for, when it has ended."""
    status, begun = await service.call("POST", "/comments/api/models", staff=True)
    assert (status, begun["status"]) == (202, "running"), begun

    async def ended() -> dict[str, Any] | None:
        _, training = await service.get("/comments/api/models/training", staff=True)
        return training if training["status"] != "running" else None

    training = await eventually(ended)
    assert isinstance(training, dict)
    return training


async def eventually(ask: Callable[[], Awaitable[Any]], seconds: float = 90.0) -> Any:
    """The first answer that is true."""
    deadline = time.monotonic() + seconds
    while not (found := await ask()):
        assert time.monotonic() < deadline, f"waited {seconds} s"
        await asyncio.sleep(0.05)
    return found
