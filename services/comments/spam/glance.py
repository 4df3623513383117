"""Which of many patterns a text holds, asked of RE2 in one pass: `re` takes one for each. Pure."""

import re
from collections.abc import Collection, Sequence

import re2

_POINT = re.compile(r"\\u([0-9a-f]{4})")  # as `re` writes characters, and RE2 does not
_MOST_MEMORY = 32 << 20  # of the states that it remembers; some hundred are usual


class Glance:
    """For ``patterns`` in RE2's syntax; an empty one is in every text. Thread-safe."""

    def __init__(self, patterns: Sequence[str]) -> None:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = _MOST_MEMORY
        self._set = re2.Set.SearchSet(options)
        for pattern in ("", *patterns):  # the first tells an answer from none
            self._set.Add(_POINT.sub(lambda match: chr(int(match[1], 16)), pattern))
        self._set.Compile()
        self._all = range(len(patterns) + 1)

    def held(self, text: str) -> Collection[int]:
        """The numbers of the patterns in ``text``, from 1; all of them when RE2 cannot say."""
        found: list[int] | None = self._set.Match(text)
        return found or self._all
