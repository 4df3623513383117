"""Which of many phrases occur in a text. Pure.

`_finder` is the same, compiled, and looks at the text once, not once for each phrase.
"""


class Finder:
    """Of ``phrases``, each different and none empty."""

    def __init__(self, phrases: list[str]) -> None:
        self._phrases = phrases

    def first(self, text: str) -> list[tuple[int, int]]:
        """The numbers of the phrases in ``text``, in order, each with the first place where it stands."""
        return [(number, text.index(phrase)) for number, phrase in enumerate(self._phrases) if phrase in text]
