"""A site with nothing but its login and accounts, and people in front of browsers."""

import base64
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

from aiohttp import web
from lxml import html

from shared.staff import totp
from shared.staff.model import Scope
from shared.store.client import Store
from shared.web.answers import json_answer
from shared.web.kit import Kit, make_kit
from shared.web.routing import Route, mount
from shared.web.server import compose
from tests.support.site import Client, client_of, settings

PASSWORD = "ข้าวหอมมะลิ ร้อยเอ็ด"
PAGE = {"Accept": "text/html"}
DEVICE = "saket-device"


@dataclass
class Time:
    """A clock that moves when it is told to."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 27, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str
    location: str
    headers: Mapping[str, str]
    cookies: tuple[str, ...] = ()

    @property
    def csrf(self) -> str:
        return self.hidden("csrf")

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, self.text
        return unescape(found[1])

    def texts(self, path: str) -> list[str]:
        found: Any = html.document_fromstring(self.text).xpath(path)
        return [" ".join(str(each if isinstance(each, str) else each.text_content()).split()) for each in found]

    @property
    def problems(self) -> list[str]:
        return self.texts('//*[@class="problem" or contains(@class, "notice--bad")]')

    @property
    def secret(self) -> str:
        """The token or link that is shown once."""
        (found,) = self.texts('//code[@class="secret"]')
        return found


@dataclass
class Person:
    """A browser of its own; it keeps its cookie as browsers do."""

    client: Client
    cookie_name: str
    cookie: str = ""
    address: str = "203.0.113.9"
    device: str = ""

    async def get(self, path: str) -> Answer:
        return await self.ask("GET", path)

    async def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Answer:
        return await self.ask("POST", path, fields or {}, **headers)

    async def send(self, page: str, path: str, **fields: str) -> Answer:
        """Fill in a form that stands on a page."""
        token = (await self.get(page)).csrf
        return await self.post(path, {"csrf": token, **{name.rstrip("_"): value for name, value in fields.items()}})

    async def log_in(self, name: str, password: str = PASSWORD, **fields: str) -> Answer:
        return await self.post("/login", {"name": name, "password": password, **fields})

    async def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> Answer:
        sent = {**PAGE, "X-Forwarded-For": self.address, "User-Agent": "Firefox/140", **headers}
        kept = {self.cookie_name: self.cookie, DEVICE: self.device}
        if cookies := "; ".join(f"{cookie}={value}" for cookie, value in kept.items() if value):
            sent["Cookie"] = cookies
        async with self.client.request(method, path, data=fields, headers=sent, allow_redirects=False) as response:
            set_cookies = response.headers.getall("Set-Cookie", [])
            for value in set_cookies:
                self._keep(value)
            text = await response.text()
            return Answer(
                response.status, text, response.headers.get("Location", ""), response.headers, tuple(set_cookies)
            )

    def _keep(self, header: str) -> None:
        pair, _, attributes = header.partition(";")
        name, _, value = pair.partition("=")
        if name == self.cookie_name:
            self.cookie = "" if "Max-Age=0" in attributes else value.strip('"')
        if name == DEVICE:
            self.device = value.strip('"')


@dataclass(frozen=True, slots=True)
class Office:
    kit: Kit
    client: Client
    time: Time

    def person(self, address: str = "203.0.113.9") -> Person:
        return Person(self.client, self.kit.gate.cookie, address=address)

    async def hired(self, name: str, role: str = "moderator", password: str = PASSWORD) -> None:
        await self.kit.staff.add_account(name, role, password)

    async def inside(self, name: str, role: str = "moderator") -> Person:
        """Somebody new who has just logged in."""
        await self.hired(name, role)
        person = self.person()
        assert (await person.log_in(name)).status == 303
        return person

    async def with_factor(self, name: str, role: str = "moderator") -> tuple[Person, "App", list[str]]:
        """Somebody with a second factor: the browser, the app on the telephone, and the recovery codes."""
        person = await self.inside(name, role)
        page = await person.get("/account/second-factor")
        app = App(page.secret.replace(" ", ""), self.time)
        fields = {"csrf": page.csrf, "code": app.code(), "current": PASSWORD}
        done = await person.post("/account/second-factor", fields)
        assert done.status == 200, done.problems
        return person, app, done.texts('//ol[@class="codes"]/li')

    async def events(self) -> list[tuple[str, str, str]]:
        """(event, account, actor) of the journal, the oldest first."""
        entries = await self.kit.staff.journal.entries(None, 1000)
        return [(entry.event.value, entry.account, entry.actor) for entry in reversed(entries)]


@dataclass(frozen=True, slots=True)
class App:
    """An authenticator."""

    secret: str
    time: Time

    def code(self, steps: int = 0) -> str:
        return totp.code_at(base64.b32decode(self.secret), totp.step_of(self.time()) + steps)


@asynccontextmanager
async def office_of(store: Store, **variables: str) -> AsyncIterator[Office]:
    time = Time()
    kit = await make_kit(settings(SAKET_TRUSTED_PROXIES="127.0.0.1", **variables), store, time)
    app = web.Application()
    mount(app, desk_routes(), kit.gate)
    async with client_of(compose(kit, app, {}, landing="/desk"), cookies=False) as client:
        yield Office(kit, client, time)


def desk_routes() -> list[Route]:
    """Something that moderators may see and do."""

    async def answer(_request: web.Request) -> web.Response:
        return json_answer("done")

    return [
        Route(
            method="GET", path="/desk", handler=answer, summary="a desk", scope=Scope.MODERATION, or_scope=Scope.VIEW
        ),
        Route(method="POST", path="/desk", handler=answer, summary="a decision", scope=Scope.MODERATION),
    ]
