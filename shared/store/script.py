"""Server-side functions: one command of one aggregate, atomic on the server.

Protocol: a script tells domain outcomes (exists already, wrong version, …) through its return value, as an
array whose first element is a word. It never uses ``redis.error_reply``: an error reply is a bug in the script
or a failure of the server. All keys that it touches are passed as KEYS and share one hash tag.
"""

import hashlib
from dataclasses import dataclass, field
from importlib import resources
from typing import Self


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua source and the digest under which the server caches it."""

    name: str
    source: str = field(repr=False)
    sha1: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # EVALSHA names a script by its SHA-1: an address, not a matter of security.
        digest = hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest()
        object.__setattr__(self, "sha1", digest)

    @classmethod
    def load(cls, package: str, name: str) -> Self:
        """The script that ships as resource ``name`` (``add_comment.lua``) of ``package``."""
        return cls(name, resources.files(package).joinpath(name).read_text(encoding="utf-8"))
