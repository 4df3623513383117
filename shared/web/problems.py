"""The one place that turns errors into answers: ``application/problem+json`` (RFC 9457), or a page for browsers."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from shared.errors import InvalidInput, PreconditionFailed, RateLimited, SaketError, Unauthenticated
from shared.i18n import mark, pick_language, translations
from shared.web.language import language_of, offered

log = logging.getLogger(__name__)

PROBLEM_JSON: Final = "application/problem+json"
ErrorPage = Callable[[web.Request, int, str], web.StreamResponse]
"""Renders a page for (request, status, title)."""

PROBLEMS: Final[dict[str, tuple[int, str]]] = {
    "invalid-input": (422, mark("Some fields need correcting")),
    "malformed-body": (400, mark("The request could not be read")),
    "bad-configuration": (500, mark("Something went wrong on our side")),
    "not-found": (404, mark("There is nothing at this address")),
    "gone": (410, mark("This was withdrawn")),
    "conflict": (409, mark("This cannot be done now")),
    "idempotency-mismatch": (409, mark("This key was used before with another content")),
    "already-running": (409, mark("This cannot be done now")),
    "precondition-failed": (412, mark("Somebody else has changed this meanwhile")),
    "unauthenticated": (401, mark("Please log in")),
    "forbidden": (403, mark("You may not do this")),
    "too-large": (413, mark("This is too large")),
    "unsupported-media-type": (415, mark("This type of content is not accepted here")),
    "busy": (503, mark("The service is busy; please try again shortly")),
    "rate-limited": (429, mark("Too many requests; please wait a little")),
    "body-timeout": (408, mark("The request took too long")),
    "fetch-failed": (502, mark("The other site did not answer as it should")),
    "store-error": (503, mark("The service is busy; please try again shortly")),
    "store-unavailable": (503, mark("The service is busy; please try again shortly")),
    "store-full": (507, mark("There is no room left for new content")),
    "internal-error": (500, mark("Something went wrong on our side")),
    "method-not-allowed": (405, mark("This cannot be done at this address")),
    "bad-request": (400, mark("The request could not be read")),
    "uri-too-long": (414, mark("The address is too long")),
    "header-too-large": (431, mark("The request could not be read")),
    "picture-failed": (503, mark("The picture could not be worked on; please send it again")),
    "model-unusable": (409, mark("This version of the filter cannot be used")),
    "slug-taken": (409, mark("Another post has this address")),
    "no-plan": (404, mark("There is no plan here yet")),
    "plan-changed": (409, mark("Somebody else has changed this meanwhile")),
    "bad-hub-request": (400, mark("The hub cannot use this request")),
}
_BY_STATUS: Final = {
    400: "bad-request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    414: "uri-too-long",
    415: "unsupported-media-type",
    431: "header-too-large",
}


class FieldError(msgspec.Struct, frozen=True):
    """One broken rule in a problem document."""

    field: str
    code: str
    detail: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457 section 3.1 plus ``code`` and ``errors``, and ``versions`` where two of them meet."""

    title: str
    status: int
    code: str
    type: str = "about:blank"
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    versions: Mapping[str, Any] | None = None


def problem_middleware(error_page: ErrorPage | None = None) -> Middleware:
    """The middleware; ``error_page`` serves browsers, which ask for text/html."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except SaketError as error:
            return _answer(request, error_page, problem_of(error, _language(request)), _headers(error))
        except web.HTTPException as error:
            if error.status < 400:  # noqa: PLR2004 - redirects are answers, not errors
                raise
            headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
            return _answer(request, error_page, _problem(_code_of(error.status), "", _language(request)), headers)
        except Exception:  # the boundary of the process towards its clients: log, tell nothing
            log.exception("unexpected error in %s %s", request.method, _route(request))
            return _answer(request, error_page, _problem("internal-error", "", _language(request)), {})

    return middleware


def _route(request: web.Request) -> str:
    """Where a request went. Not its address: receipts and one-time links are secrets, and belong in no log."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "?"


def problem_of(error: SaketError, language: str) -> Problem:
    """The document for a domain error, worded in ``language``."""
    fields: tuple[FieldError, ...] = ()
    if isinstance(error, InvalidInput):
        fields = tuple(FieldError(p.field, p.code, p.detail) for p in error.problems)
    problem = _problem(_known_code(type(error)), str(error), language, fields, error.code)
    versions = error.versions if isinstance(error, PreconditionFailed) else None
    return msgspec.structs.replace(problem, versions=versions)


def problem_answer(request: web.Request, error: SaketError, headers: Mapping[str, str]) -> web.StreamResponse:
    """The answer to an error of a request by a program, with header fields of its own."""
    return _answer(request, None, problem_of(error, _language(request)), {**_headers(error), **headers})


def status_of(error: SaketError) -> int:
    """The status of a domain error: its own code's, else that of its nearest ancestor with one."""
    return PROBLEMS[_known_code(type(error))][0]


def _problem(
    kind: str, detail: str, language: str, errors: tuple[FieldError, ...] = (), code: str | None = None
) -> Problem:
    status, title = PROBLEMS[kind]
    return Problem(translations(language).gettext(title), status, code or kind, detail=detail, errors=errors)


def _known_code(kind: type[SaketError]) -> str:
    return next(c.code for c in kind.__mro__ if issubclass(c, SaketError) and c.code in PROBLEMS)


def _code_of(status: int) -> str:
    return _BY_STATUS.get(status, "internal-error" if status >= 500 else "bad-request")  # noqa: PLR2004


def _headers(error: SaketError) -> dict[str, str]:
    match error:
        case RateLimited():
            return {"Retry-After": str(error.retry_after)}
        case Unauthenticated():
            return {"WWW-Authenticate": 'Bearer realm="saket"'}
        case PreconditionFailed():
            return {"ETag": error.current}
        case _:
            return {"Retry-After": "5"} if status_of(error) == 503 else {}  # noqa: PLR2004


def _answer(
    request: web.Request, page: ErrorPage | None, problem: Problem, headers: dict[str, str]
) -> web.StreamResponse:
    if page is not None and _wants_page(request):
        response = page(request, problem.status, problem.title)
    else:
        response = web.Response(
            status=problem.status,
            body=msgspec.json.encode(problem),
            content_type=PROBLEM_JSON,
        )
        response.headers["Content-Language"] = _language(request)
    response.headers.update(headers)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _wants_page(request: web.Request) -> bool:
    """Browsers name text/html outright; API clients at most accept anything."""
    return "/api/" not in request.path and "text/html" in request.headers.get("Accept", "")


def _language(request: web.Request) -> str:
    """A page has the language of its address, whatever the browser prefers; a program is answered in its own."""
    if _wants_page(request):
        return language_of(request)
    asked = request.query.get("lang") or request.headers.get("Accept-Language", "").split(",")[0].split("-")[0].strip()
    return pick_language(asked, offered(request))
