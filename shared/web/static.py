"""The site's own stylesheet, scripts and pictures: read once, compressed once, immutable by content hash."""

import hashlib
import mimetypes
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

from aiohttp import web

from shared.errors import NotFound

IMMUTABLE: Final = "public, max-age=31536000, immutable"
_PREFIX: Final = "/static"
_TEXT: Final = {"application/javascript": "text/javascript"}


class Static:
    """Files of ``<package>/static`` under ``/static/``, each named with the hash of its content in ``?v=``."""

    def __init__(self, *packages: str) -> None:
        self._files: dict[str, tuple[bytes, str, str]] = {}
        for package in packages:
            self._load(files(package) / "static", "")

    def url(self, name: str) -> str:
        """The address to put into a page; KeyError for a name there is no file of."""
        return f"{_PREFIX}/{name}?v={self._files[name][2]}"

    def mount(self, app: web.Application) -> None:
        """Serve the files."""
        app.router.add_get(_PREFIX + "/{name:.+}", self._serve)

    async def _serve(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in self._files:
            raise NotFound("file", name)
        body, media_type, version = self._files[name]
        etag = f'"{version}"'
        current = request.query.get("v") == version
        headers = {
            "ETag": etag,
            "Cache-Control": IMMUTABLE if current else "no-cache",
            "Content-Type": media_type,
            "X-Content-Type-Options": "nosniff",
            "Access-Control-Allow-Origin": "*",
        }
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=headers)
        return web.Response(body=body, headers=headers)

    def _load(self, folder: Traversable, prefix: str) -> None:
        for item in folder.iterdir() if folder.is_dir() else ():
            name = f"{prefix}{item.name}"
            if item.is_dir():
                self._load(item, f"{name}/")
            elif item.is_file():
                body = item.read_bytes()
                self._files[name] = (body, _media_type(name), hashlib.sha256(body).hexdigest()[:16])


def _media_type(name: str) -> str:
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    guessed = _TEXT.get(guessed, guessed)
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
