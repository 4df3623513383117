"""What must never be found in sanitized HTML, looked for by a parser that has nothing to do with the sanitizer."""

import re
from html.parser import HTMLParser

from shared.html.policy import ENTRIES, Policy

_ADDRESSES = frozenset({"action", "background", "cite", "data", "formaction", "href", "longdesc", "poster", "src"})
_SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_VOID = frozenset({"br", "col", "hr", "img", "wbr"})


class Inspection(HTMLParser):
    """``problems`` that the policy should have prevented, and the greatest ``depth`` of nesting."""

    def __init__(self, policy: Policy) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.depth = 0
        self._open = 0
        self._policy = policy

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self._policy.tags:
            self.problems.append(f"element {tag}")
        if tag not in _VOID:
            self._open += 1
            self.depth = max(self.depth, self._open)
        for name, value in attrs:
            self._attribute(tag, name, value or "")

    def handle_endtag(self, tag: str) -> None:
        self._open -= tag not in _VOID

    def handle_comment(self, data: str) -> None:
        self.problems.append(f"comment {data!r}")

    def handle_decl(self, decl: str) -> None:
        self.problems.append(f"declaration {decl!r}")

    def handle_pi(self, data: str) -> None:
        self.problems.append(f"processing instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        self.problems.append(f"declaration {data!r}")

    def _attribute(self, tag: str, name: str, value: str) -> None:
        allowed = self._policy.attributes["*"] | self._policy.attributes.get(tag, frozenset()) | {"rel", "loading"}
        if name not in allowed or name.startswith("on") or name == "style":
            self.problems.append(f"attribute {name} of {tag}")
        scheme = _SCHEME.match(re.sub(r"[\x00-\x20]", "", value))
        if name in _ADDRESSES and (scheme is None or scheme[1].lower() not in self._policy.schemes):
            self.problems.append(f"address {value!r}")


def inspect(html: str, policy: Policy = ENTRIES) -> Inspection:
    inspection = Inspection(policy)
    inspection.feed(html)
    inspection.close()
    return inspection
