"""A comment from socket to disk: judged, fsynced, answered."""

from bench.load import Request
from bench.rounds import Case, compare
from bench.sites import empty_site, fill, get, hello, post, server_of
from bench.table import Row
from tests.support.province import Province

_ROUNDS = 3
_REQUESTS = 600
_CLIENTS = (1, 16)


async def commenting() -> list[Row]:
    """Rows of the table; some seconds."""
    rows: list[Row] = []
    async with hello() as reference, empty_site() as site:
        headers = await site.token("posts")
        fill(site, range(1), headers)
        thread = await _thread(site, headers)
        for clients in _CLIENTS:
            cases = [
                Case(f"aiohttp hello world, {clients} client(s)", reference, get("/", {})),
                Case(f"POST comment, {clients} client(s)", server_of(site), _comments(thread), 201),
            ]
            rows += compare(cases, rounds=_ROUNDS, requests=_REQUESTS, clients=clients)
    return rows


async def _thread(site: Province, headers: dict[str, str]) -> str:
    async with site.http.get("/api/posts", headers=headers) as response:
        return str((await response.json())["items"][0]["url"])


def _comments(thread: str) -> Request:
    """Each another text: what is said twice would be held back."""
    said = iter(range(1_000_000))

    def request(_number: int) -> bytes:
        text = f"ขอบคุณสำหรับข่าวครับ อยากทราบว่าโครงการนี้จะเริ่มเมื่อไร ({next(said)})"
        return post("/comments/api/comments", {"thread": thread, "author": "ประชาชน", "text": text}, {})

    return request
