"""The weights of a model's features, and what the stretches of a text weigh, place by place. Pure.

`_terms` is the same, compiled, and some thirty times as fast.
"""

from collections.abc import Mapping

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
        """The weight of each distinct known stretch, laid on the middle of its last place; and how many these are."""
        laid, met = [0.0] * len(text), set[str]()
        for start in range(len(text) - 1, -1, -1):
            for size in range(1, min(LONGEST, len(text) - start) + 1):
                stretch = text[start : start + size]
                if stretch in self._stretches and stretch not in met:
                    met.add(stretch)
                    laid[start + size // 2] += self._stretches[stretch]
        return laid, len(met)
