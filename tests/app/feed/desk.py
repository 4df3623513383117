"""An officer at the writing desk, through HTTP and without JavaScript: pages are read, forms are filled in and sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

from aiohttp import ClientResponse, FormData
from lxml import html

from tests.app.feed.harness import Site

PAGE = {"Accept": "text/html"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A page, or where it sends to."""

    status: int
    text: str
    location: str = ""

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    def texts(self, path: str) -> list[str]:
        """What an XPath finds, as text."""
        found = self.tree.xpath(path)
        return [" ".join(str(each if isinstance(each, str) else each.text_content()).split()) for each in found]

    def fields(self, action: str = "data-write-form") -> dict[str, str]:
        """The editor's form as a browser would send it back."""
        (form,) = self.tree.xpath(f"//form[@{action}]")
        return {name: (value or "").removeprefix("\n") for name, value in form.form_values()}  # as browsers do

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.text)
        assert found, self.text
        return unescape(found[1])


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody with a session in the client's cookie jar."""

    site: Site

    async def get(self, path: str) -> Answer:
        return await answer(await self.site.get(path, **PAGE))

    async def send(
        self, path: str, fields: Mapping[str, Any], *, files: tuple[bytes, ...] = (), **headers: str
    ) -> Answer:
        """A form, in parts as the editor sends it."""
        body = FormData(quote_fields=False, default_to_multipart=True)
        for name, value in fields.items():
            body.add_field(name, value)
        for number, file in enumerate(files):
            body.add_field("files", file, filename=f"{number}.jpg", content_type="image/jpeg")
        return await answer(
            await self.site.client.post(path, data=body, headers={**PAGE, **headers}, allow_redirects=False)
        )

    async def plain(self, path: str, fields: Mapping[str, str]) -> Answer:
        """A form without files."""
        return await answer(await self.site.client.post(path, data=dict(fields), headers=PAGE, allow_redirects=False))

    async def write(self, action: str = "publish", **fields: str) -> str:
        """A new post through the form; its id."""
        page = await self.get("/write/new")
        typed = {"title": "ข่าว", "content": "เนื้อหา", **fields}
        done = await self.send("/write/new", {**page.fields(), **typed, "action": action})
        assert done.status == 303, done.text
        found = re.match(r"/write/([0-9a-z]+)\?done=", done.location)
        assert found, done.location
        return found[1]

    async def edit(self, post: str, action: str = "publish", **fields: str) -> Answer:
        """Open a post, change some fields, press a button."""
        page = await self.get(f"/write/{post}")
        return await self.send(f"/write/{post}", {**page.fields(), **fields, "action": action})

    async def log_out(self) -> None:
        self.site.client.session.cookie_jar.clear()


async def answer(response: ClientResponse) -> Answer:
    return Answer(response.status, await response.text(), response.headers.get("Location", ""))


async def log_in(site: Site, role: str = "publisher", name: str = "malee") -> Officer:
    """An account and its session."""
    password = await site.kit.staff.add_account(name, role)
    fields = {"name": name, "password": password}
    response = await site.client.post("/login", data=fields, allow_redirects=False)
    assert response.status == 303
    return Officer(site)
