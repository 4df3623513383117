"""What may go wrong with a file that is to be imported."""

from shared.errors import SaketError


class BadArchive(SaketError):
    """The file cannot be read on from ``line`` (0: from its beginning). What was read before it is kept."""

    code = "bad-archive"

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}" if line else why)
        self.line = line
        self.why = why
