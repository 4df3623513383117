"""The site's own stylesheet, scripts and pictures: read once, compressed once, immutable by content hash."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, Self

from aiohttp import web

from shared.errors import NotFound
from shared.http.view import View, make_view
from shared.web.views import view_answer

IMMUTABLE: Final = "public, max-age=31536000, immutable"
_PREFIX: Final = "/static"
_HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
_COMPRESSIBLE: Final = ("text/", "image/svg+xml", "application/json")
_TEXT: Final = {"application/javascript": "text/javascript"}


@dataclass(frozen=True, slots=True)
class _File:
    """``immutable`` answers for this very version, ``revalidated`` for the bare name."""

    version: str
    immutable: View
    revalidated: View

    @classmethod
    def of(cls, name: str, body: bytes) -> Self:
        media_type = _media_type(name)
        make = partial(make_view, body, content_type=media_type, compress=media_type.startswith(_COMPRESSIBLE))
        version = hashlib.sha256(body).hexdigest()[:16]
        return cls(version, make(cache_control=IMMUTABLE), make(cache_control="no-cache"))


class Static:
    """Files of ``<package>/static`` under ``/static/``, each named with the hash of its content in ``?v=``."""

    def __init__(self, *packages: str) -> None:
        self._files: dict[str, _File] = {}
        for package in packages:
            self._load(files(package) / "static", "")

    def url(self, name: str) -> str:
        """The address to put into a page; KeyError for a name there is no file of."""
        return f"{_PREFIX}/{name}?v={self._files[name].version}"

    def mount(self, app: web.Application) -> None:
        """Serve the files."""
        app.router.add_get(_PREFIX + "/{name:.+}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise NotFound("file", request.match_info["name"])
        current = request.query.get("v") == file.version
        return view_answer(file.immutable if current else file.revalidated, request, _HEADERS)

    def _load(self, folder: Traversable, prefix: str) -> None:
        for item in folder.iterdir() if folder.is_dir() else ():
            name = f"{prefix}{item.name}"
            if item.is_dir():
                self._load(item, f"{name}/")
            elif item.is_file():
                body = item.read_bytes()
                self._files[name] = _File.of(name, body)


def _media_type(name: str) -> str:
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    guessed = _TEXT.get(guessed, guessed)
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
