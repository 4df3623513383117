"""``/embed.js``: the thread of a post on a page of another site."""

import re
from importlib.resources import files
from typing import Final

import msgspec
from aiohttp import web

from shared.http.view import View, make_view
from shared.i18n import LANGUAGES, mark, translations
from shared.web.routing import Route
from shared.web.views import view_answer

_MESSAGES: Final = {
    "title": mark("Comments"),
    "none": mark("No comments yet. Yours would be the first."),
    "write": mark("Write a comment"),
    "more": mark("Later comments"),
    "failed": mark("Comments cannot be loaded now."),
    "closed": mark("This thread is closed: it takes no more comments."),
    "official": mark("Official answer"),
    "reply": mark("Reply"),
    "answers": mark("Answers"),
    "alone": mark("Do not reply, write a comment of its own"),
    "report": mark("Report"),
    "reported": mark("Thank you. If several readers report a comment, a moderator looks at it."),
    "name": mark("Your name"),
    "text": mark("Comment"),
    "empty": mark("Leave this empty"),
    "send": mark("Send comment"),
    "published": mark("Thank you. Your comment is public."),
    "held": mark("Thank you. A member of staff will read your comment before it appears."),
    "rejected": mark("Your comment was not published."),
    "work": mark("One moment: your browser shows that no machine is writing…"),
    "keep": mark("Your comment, for you alone: keep this link"),
    "sent": mark("This form was sent before. To send it again as a new comment, press the button once more."),
    "page": mark("This discussion on a page of its own"),
}
_COMMENT: Final = re.compile(rb"^\s*//.*\n", re.MULTILINE)


class Embed:
    """Serves one script, the same for all."""

    def __init__(self) -> None:
        self._view = _load()

    def routes(self) -> list[Route]:
        return [
            Route(
                method="GET",
                path="/embed.js",
                handler=self.script,
                summary="Shows a thread on another site",
                produces="text/javascript",
            )
        ]

    async def script(self, request: web.Request) -> web.Response:
        extra = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}
        return view_answer(self._view, request, extra)


def _load() -> View:
    """The script with the words of both languages and the work in it, and without what only its authors read."""
    source = files("services.comments").joinpath("static", "embed.js").read_bytes()
    work = files("shared").joinpath("static", "work.js").read_bytes()
    words = {language: _words(language) for language in LANGUAGES}
    script = source.replace(b"WORDS_BY_LANGUAGE", msgspec.json.encode(words)).replace(b"WORK_SCRIPT;", work)
    lines = (line.strip() for line in _COMMENT.sub(b"", script).split(b"\n"))
    body = b"\n".join(line for line in lines if line)
    return make_view(body, content_type="text/javascript; charset=utf-8", cache_control="public, max-age=300")


def _words(language: str) -> dict[str, str]:
    return {name: translations(language).gettext(message) for name, message in _MESSAGES.items()}
