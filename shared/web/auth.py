"""Who is asking: the Authorization header for programs, the session cookie with its CSRF token for people.

OWASP's rules for cookies: unsafe requests need the synchronizer token and must come from our own origin.
"""

import hmac
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from shared.errors import Forbidden, Unauthenticated
from shared.settings import SiteSettings
from shared.staff.devices import VALID_FOR
from shared.staff.model import Actor, Principal, Scope
from shared.staff.service import Member, Staff
from shared.web.body import FORM, BodyReader
from shared.web.client_address import client_address, forwarded_for, source_of

PRINCIPAL: Final = web.RequestKey("saket_principal", Principal)
MEMBER: Final = web.RequestKey("saket_member", Member)
FACTOR: Final = "/account/second-factor"
"""Where a second factor is set up."""
CSRF_FIELD: Final = "csrf"
CSRF_HEADER: Final = "X-CSRF-Token"
_OWN_SITES: Final = frozenset({"same-origin", "none"})
"""What browsers say of a request from a page of ours or from the person (https://www.w3.org/TR/fetch-metadata/)."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """Lets requests through to routes that need a scope."""

    def __init__(self, staff: Staff, site: SiteSettings, bodies: BodyReader) -> None:
        self._staff = staff
        self._site = site
        self._bodies = bodies
        self.cookie = "__Host-saket" if site.secure else "saket-session"
        """``__Host-`` cookies exist only over https; a plain-http site (a first try on loopback) gets a plain one."""
        self.device_cookie = "__Host-saket-device" if site.secure else "saket-device"

    async def principal(self, request: web.Request) -> Principal | None:
        """Whom the request speaks for, if anybody. A bad token is an error, an ended session is nobody.

        A cookie with an unsafe request that comes from another site is an error, whatever the route.
        """
        if PRINCIPAL in request:
            return request[PRINCIPAL]
        found = await self._find(request)
        if found is not None and found.csrf is not None and request.method not in _SAFE:
            self.check_origin(request)
        if found is not None:
            request[PRINCIPAL] = found
        return found

    async def require(self, request: web.Request, *scopes: Scope) -> Principal:
        """The principal, if it holds one of ``scopes`` and (with a cookie, on unsafe methods) proves it meant it."""
        principal = await self.principal(request)
        if principal is None:
            raise Unauthenticated("no token and no session")
        await self._require_rights(request, principal, scopes)
        return principal

    async def require_member(self, request: web.Request, *scopes: Scope) -> Member:
        """The person at the browser (a token is none), with one of ``scopes`` if any are named.

        Somebody who only wants to see a page is sent to the login.
        """
        principal = await self.principal(request)
        if principal is None and request.method in _SAFE:
            raise web.HTTPSeeOther(f"/login?{urlencode({'next': request.path_qs})}")
        if principal is not None and MEMBER not in request:
            raise Forbidden("session")
        if principal is None:
            raise Unauthenticated("no session")
        await self._require_rights(request, principal, scopes)
        return request[MEMBER]

    def actor(self, request: web.Request) -> Actor:
        """Who acts and from where, for the journal and for the limits of an address."""
        address = client_address(request.remote, forwarded_for(request.headers), self._site.trusted_proxies)
        name = request[PRINCIPAL].person if PRINCIPAL in request else ""
        device = request.cookies.get(self.device_cookie, "")
        return Actor(name, source_of(address), request.headers.get("User-Agent", ""), device)

    def session_secret(self, request: web.Request) -> str:
        """What the browser sent as its session, open or not."""
        return request.cookies.get(self.cookie, "")

    def check_token(self, request: web.Request, principal: Principal, given: str) -> None:
        """For a form that only its handler can read: the CSRF token that was found in it, and the origin."""
        self.check_origin(request)
        if principal.csrf is not None and not _same(given, principal.csrf):
            raise Forbidden("csrf")

    def check_origin(self, request: web.Request) -> None:
        """Refuse an unsafe request that a browser says comes from another site."""
        origin = request.headers.get("Origin")
        if origin is not None and origin not in {self._site.base_url, self._site.origin}:
            raise Forbidden("same-origin")
        if origin is None and request.headers.get("Sec-Fetch-Site", "none") not in _OWN_SITES:
            raise Forbidden("same-origin")

    def set_cookie(self, response: web.StreamResponse, secret: str, seconds: int) -> None:
        """Hand the session to the browser."""
        response.set_cookie(
            self.cookie, secret, max_age=seconds, path="/", secure=self._site.secure, httponly=True, samesite="Lax"
        )

    def set_device_cookie(self, response: web.StreamResponse, device: str) -> None:
        """Let the browser be known again at its next login; logging out leaves it there."""
        response.set_cookie(
            self.device_cookie,
            device,
            max_age=int(VALID_FOR.total_seconds()),
            path="/",
            secure=self._site.secure,
            httponly=True,
            samesite="Strict",
        )

    def clear_cookie(self, response: web.StreamResponse) -> None:
        """Take the session back."""
        response.del_cookie(self.cookie, path="/", secure=self._site.secure, httponly=True, samesite="Lax")

    async def _find(self, request: web.Request) -> Principal | None:
        header = request.headers.get("Authorization")
        if header is not None:
            scheme, _, secret = header.partition(" ")
            if scheme.lower() != "bearer" or not secret.strip():
                raise Unauthenticated("send Authorization: Bearer TOKEN")
            return await self._staff.by_token(secret.strip())
        secret = self.session_secret(request)
        member = await self._staff.member(secret) if secret else None
        if member is None:
            return None
        request[MEMBER] = member
        return member.principal

    async def _require_rights(self, request: web.Request, principal: Principal, scopes: tuple[Scope, ...]) -> None:
        if scopes and not any(map(principal.may, scopes)):
            raise _held_back(request) or Forbidden(" or ".join(scopes))
        if principal.csrf is not None and request.method not in _SAFE:
            await self._check_intent(request, principal.csrf)

    async def _check_intent(self, request: web.Request, expected: str) -> None:
        self.check_origin(request)
        given = request.headers.get(CSRF_HEADER)
        if given is None and request.content_type == FORM:
            given = (await self._bodies.form(request)).get(CSRF_FIELD)
        if not _same(given or "", expected):
            raise Forbidden("csrf")


def _held_back(request: web.Request) -> Exception | None:
    """Why somebody without the second factor that their role needs may do nothing; a browser is led to it."""
    if MEMBER not in request or not request[MEMBER].held:
        return None
    wants_page = request.method in _SAFE and "text/html" in request.headers.get("Accept", "")
    return web.HTTPSeeOther(FACTOR) if wants_page else Forbidden("second-factor")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
