"""The errors a use case may raise.

Each carries a stable ``code`` and its own data, never an HTTP status: `shared.web.problems` is the one place
that knows statuses and wording.

    SaketError
    ├── InvalidInput            fields that break a rule, all of them at once
    │   └── MalformedBody       the body could not be read as what it claims to be
    ├── NotFound                no such thing
    │   └── Gone                there was, and it is not coming back
    ├── Conflict                the thing is not in a state that allows this
    │   ├── IdempotencyMismatch same key, other body
    │   └── AlreadyRunning      a second owner of one data folder
    ├── PreconditionFailed      If-Match names another version
    ├── Unauthenticated         nobody we know
    ├── Forbidden               somebody we know, without the right
    ├── TooLarge                more bytes than allowed
    ├── UnsupportedMediaType    a body in a type this route does not read
    ├── RateLimited             again later
    ├── FetchFailed             the outside world did not deliver (see shared.fetch.errors)
    └── StoreError
        ├── StoreUnavailable    the store does not answer; the same request may be sent again
        └── StoreFull           the store refuses writes; reads go on
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One broken rule: where (``labels[0]``), which (``too-long``), and the figures the wording needs."""

    field: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        place = f"{self.field}: " if self.field else ""
        return f"{place}{self.code} {self.detail}".strip()


class SaketError(Exception):
    """Base of every error that a person outside may have caused or may have to be told about."""

    code: ClassVar[str] = "internal-error"


class InvalidInput(SaketError):
    """One or more fields break a rule."""

    code = "invalid-input"

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class MalformedBody(InvalidInput):
    """The body is not what its media type says (bad JSON, bad form encoding, bad UTF-8)."""

    code = "malformed-body"


class NotFound(SaketError):
    """No ``kind`` has this ``identity``."""

    code = "not-found"

    def __init__(self, kind: str, identity: str) -> None:
        super().__init__(f"no {kind} {identity!r}")
        self.kind = kind
        self.identity = identity


class Gone(NotFound):
    """It existed and was withdrawn for good (RFC 9110 section 15.5.11)."""

    code = "gone"


class Conflict(SaketError):
    """The present state forbids this; ``reason`` names the rule."""

    code = "conflict"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IdempotencyMismatch(Conflict):
    """The Idempotency-Key was used before with another body."""

    code = "idempotency-mismatch"

    def __init__(self) -> None:
        super().__init__("the Idempotency-Key was used with another body")


class AlreadyRunning(Conflict):
    """Another process owns the data folder."""

    code = "already-running"


class PreconditionFailed(SaketError):
    """If-Match names a version that is not the current one; ``versions`` may show both, by name."""

    code = "precondition-failed"

    def __init__(self, current: str, versions: Mapping[str, object] | None = None) -> None:
        super().__init__(f"the current version is {current}")
        self.current = current
        self.versions = versions


class Unauthenticated(SaketError):
    """No credentials, or credentials that are not (any longer) valid."""

    code = "unauthenticated"


class Forbidden(SaketError):
    """Known, but without ``needed`` (a scope, or a rule such as ``csrf``)."""

    code = "forbidden"

    def __init__(self, needed: str) -> None:
        super().__init__(f"needs {needed}")
        self.needed = needed


class TooLarge(SaketError):
    """The body is larger than ``limit`` bytes."""

    code = "too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class UnsupportedMediaType(SaketError):
    """The route reads only ``accepted`` media types."""

    code = "unsupported-media-type"

    def __init__(self, accepted: tuple[str, ...]) -> None:
        super().__init__(f"send one of {', '.join(accepted)}")
        self.accepted = accepted


class RateLimited(SaketError):
    """Too many; again after ``retry_after`` seconds."""

    code = "rate-limited"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after


class FetchFailed(SaketError):
    """Base of everything that goes wrong when Saket fetches from elsewhere."""

    code = "fetch-failed"


class StoreError(SaketError):
    """Base of what goes wrong in the store for environmental reasons."""

    code = "store-error"


class StoreUnavailable(StoreError):
    """The store does not answer. Nothing is known about the write: repeat it with the same Idempotency-Key."""

    code = "store-unavailable"


class StoreFull(StoreError):
    """The store has no room left (``noeviction``): it refuses writes and goes on reading."""

    code = "store-full"
