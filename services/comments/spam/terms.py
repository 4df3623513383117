"""The weights of a model's features, and what the stretches of a text weigh, place by place. Pure.

`_terms` is the same, compiled, and some thirty times as fast.
"""

from collections.abc import Iterator, Mapping, Sequence

from services.comments.spam.skeleton import heard

LONGEST = 4  # characters of a stretch


class Terms:
    """Features by name, one a line, and their weights (log-odds); ``others`` are those that are no stretches.

    Raises ValueError if these do not fit together. Whatever begins with a control character is no stretch.
    """

    def __init__(self, names: str, weights: list[float]) -> None:
        listed = names.split("\n")
        if len(listed) != len(weights):
            raise ValueError("not as many features as weights")
        found = dict(zip(listed, weights, strict=True))
        if len(found) != len(weights):
            raise ValueError("a feature that occurs twice")
        self.others: Mapping[str, float] = {name: weight for name, weight in found.items() if "" < name[:1] < " "}
        self._stretches = {name: weight for name, weight in found.items() if name not in self.others}
        if not all(1 <= len(name) <= LONGEST for name in self._stretches):
            raise ValueError("a stretch that is too short or too long")

    def lay(self, text: str) -> tuple[list[float], int]:
        """The weight of each distinct known stretch of ``text`` as heard, and how many these are.

        Weights are laid on the middle of a stretch's last place in ``text``.
        """
        laid, (letters, at), known = [0.0] * len(text), heard(text), 0
        for middle, weight in self._known(letters):
            laid[at[middle]] += weight
            known += 1
        return laid, known

    def weigh(self, text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[float, int]]:
        """What the distinct known stretches of parts of ``text`` weigh, and how many these are, each part by itself."""
        found = []
        for start, end in spans:
            weight, known = 0.0, 0
            for _, more in self._known(heard(text[start:end])[0]):
                weight += more
                known += 1
            found.append((weight, known))
        return found

    def _known(self, letters: str) -> Iterator[tuple[int, float]]:
        """The middle of each distinct known stretch, from the end to the start, and its weight."""
        met = set[str]()
        for start in range(len(letters) - 1, -1, -1):
            for size in range(1, min(LONGEST, len(letters) - start) + 1):
                stretch = letters[start : start + size]
                if stretch in self._stretches and stretch not in met:
                    met.add(stretch)
                    yield start + size // 2, self._stretches[stretch]
