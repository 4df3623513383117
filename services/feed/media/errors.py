"""What is wrong with an upload.

InvalidInput
└── BadUpload               a file that breaks a rule of ours; ``field`` says which file
Conflict
└── MediaInUse              posts show it
SaketError
└── PictureFailed           the work on it ended before its time; the same upload may be sent again
"""

from collections.abc import Sequence

from shared.errors import Conflict, FieldProblem, InvalidInput, SaketError


class BadUpload(InvalidInput):
    """The file breaks the rule ``reason``."""

    def __init__(self, field: str, reason: str, detail: str = "") -> None:
        super().__init__(FieldProblem(field, reason, detail))
        self.reason = reason


class MediaInUse(Conflict):
    """What is still shown is not removed; ``posts`` are some that show it."""

    code = "media-in-use"

    def __init__(self, posts: Sequence[str]) -> None:
        super().__init__(f"shown by {', '.join(posts)}")
        self.posts = posts


class PictureFailed(SaketError):
    """The process that works on pictures did not start, or was killed."""

    code = "picture-failed"
