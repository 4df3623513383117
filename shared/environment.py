"""Configuration from environment variables: every mistake is reported at once, before anything is opened."""

import ipaddress
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from shared.errors import FieldProblem, InvalidInput, SaketError

T = TypeVar("T")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadConfiguration(InvalidInput):
    """One or more environment variables cannot be used; ``field`` is the variable's name."""

    code = "bad-configuration"


class Environment:
    """Reads typed values and remembers what was wrong until `check`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self._problems: list[FieldProblem] = []

    def check(self) -> None:
        """Raise `BadConfiguration` with everything that was wrong so far."""
        if self._problems:
            raise BadConfiguration(*self._problems)

    def refuse(self, name: str, code: str, detail: str) -> None:
        """Record a rule broken by the value of ``name``."""
        self._problems.append(FieldProblem(name, code, detail))

    def accept(self, name: str, check: Callable[[str], object]) -> str:
        """A text that ``check`` takes; what it raises instead (`BadConfiguration` in full) is remembered."""
        value = self.text(name)
        try:
            check(value)
        except BadConfiguration as error:
            self._problems.extend(error.problems)
        except SaketError as error:
            self.refuse(name, error.code, str(error))
        return value

    def text(self, name: str, default: str = "") -> str:
        return self._variables.get(name, "").strip() or default

    def whole(self, name: str, default: int, *, least: int, most: int) -> int:
        """A whole number between ``least`` and ``most``."""
        return self._read(name, default, int, lambda n: least <= n <= most, f"a whole number {least}..{most}")

    def seconds(self, name: str, default: float, *, least: float, most: float) -> float:
        """A number of seconds, fractions allowed."""
        return self._read(name, default, float, lambda n: least <= n <= most, f"seconds {least:g}..{most:g}")

    def switch(self, name: str, *, default: bool) -> bool:
        """``1/0``, ``on/off``, ``true/false`` or ``yes/no``."""
        words = {
            "1": True,
            "on": True,
            "true": True,
            "yes": True,
            "0": False,
            "off": False,
            "false": False,
            "no": False,
        }
        value = self.text(name).lower()
        if value and value not in words:
            self.refuse(name, "not-a-switch", "say 1 or 0")
        return words.get(value, default)

    def origin(self, name: str, default: str) -> str:
        """An http(s) origin without path, query or trailing slash."""
        value = self.text(name, default).rstrip("/")
        try:
            parts = urlsplit(value)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable or parts.path or parts.query or parts.fragment or parts.username is not None:
            self.refuse(name, "not-an-origin", "such as https://roiet.example")
        return value

    def words(self, name: str) -> tuple[str, ...]:
        """Comma-separated words."""
        return tuple(word.strip() for word in self.text(name).split(",") if word.strip())

    def networks(self, name: str) -> tuple[Network, ...]:
        """Comma-separated addresses or networks."""
        found = []
        for word in self.words(name):
            try:
                found.append(ipaddress.ip_network(word, strict=False))
            except ValueError:
                self.refuse(name, "not-a-network", word)
        return tuple(found)

    def _read(self, name: str, default: T, parse: Callable[[str], T], accept: Callable[[T], bool], rule: str) -> T:
        value = self.text(name)
        if not value:
            return default
        try:
            parsed = parse(value)
        except ValueError:
            parsed = default
            accepted = False
        else:
            accepted = accept(parsed)
        if not accepted:
            self.refuse(name, "out-of-range", rule)
        return parsed
