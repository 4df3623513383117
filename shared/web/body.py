"""The only place where request bodies are read: bounded in bytes and time, checked in type, decoded strictly."""

import asyncio
import re
from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import parse_qsl

import msgspec
from aiohttp import web

from shared.errors import FieldProblem, MalformedBody, SaketError, TooLarge, UnsupportedMediaType

T = TypeVar("T")
B = TypeVar("B", bytes, bytearray)
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
_FORM_KEY: Final = web.RequestKey("saket_form", dict[str, str])
_MOST_FIELDS: Final = 100
_MESSAGE: Final = re.compile(r"(?P<what>.*?)(?: - at `(?P<where>[^`]*)`)?", re.DOTALL)
_QUOTED: Final = re.compile(r"(?:missing required|unknown) field `(?P<field>[^`]*)`")


class BodyTimeout(SaketError):
    """The body did not arrive in time (a client that drips holds a connection and nothing else)."""

    code = "body-timeout"


class BodyReader:
    """Reads bodies of at most ``limit`` bytes within ``deadline`` seconds."""

    def __init__(self, limit: int, deadline: float = 20.0) -> None:
        self._limit = limit
        self._deadline = deadline

    async def json(self, request: web.Request, model: type[T]) -> T:
        """Decode JSON into ``model`` (a msgspec Struct that forbids unknown fields)."""
        raw = await self._raw(request, JSON)
        try:
            return msgspec.json.decode(raw, type=model)
        except msgspec.ValidationError as error:
            raise MalformedBody(field_problem(str(error))) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise MalformedBody(FieldProblem("", "bad-json", str(error))) from error

    async def form(self, request: web.Request) -> Mapping[str, str]:
        """Fields of a plain HTML form; of a repeated name the last counts. Read once, however often it is asked for."""
        known = request.get(_FORM_KEY)
        if known is None:
            raw = await self._raw(request, FORM)
            try:
                pairs = parse_qsl(
                    raw.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
                )
            except ValueError as error:
                raise MalformedBody(FieldProblem("", "bad-form", str(error))) from error
            known = request[_FORM_KEY] = dict(pairs)
        return known

    async def raw(self, request: web.Request) -> bytes:
        """The bytes as sent, whatever their type."""
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise UnsupportedMediaType(("identity",))
        if request.content_length is not None and request.content_length > self._limit:
            raise TooLarge(self._limit)
        if request.content.is_eof():  # all of it has come already
            return self._bounded(request.content.read_nowait())
        try:
            async with asyncio.timeout(self._deadline):
                return await self._read(request)
        except TimeoutError as error:
            raise BodyTimeout(f"the body took more than {self._deadline:g} s") from error

    async def _raw(self, request: web.Request, media_type: str) -> bytes:
        if request.content_type != media_type:
            raise UnsupportedMediaType((media_type,))
        return await self.raw(request)

    async def _read(self, request: web.Request) -> bytes:
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            self._bounded(body)
        return bytes(body)

    def _bounded(self, body: B) -> B:
        if len(body) > self._limit:
            raise TooLarge(self._limit)
        return body


def field_problem(message: str) -> FieldProblem:
    """What msgspec says (``Expected `str`, got `int` - at `$.labels[0]` ``) as a field path and a code."""
    match = _MESSAGE.fullmatch(message)
    what, where = (match["what"], match["where"] or "$") if match else (message, "$")
    path = where.removeprefix("$").removeprefix(".")
    named = _QUOTED.search(what)
    if named:
        path = f"{path}.{named['field']}" if path else named["field"]
        return FieldProblem(path, "missing" if "missing" in what else "unknown-field", what)
    return FieldProblem(path, "wrong-type" if what.startswith("Expected `") else "invalid", what)
