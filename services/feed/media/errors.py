"""What is wrong with an upload.

InvalidInput
└── BadUpload               a file that breaks a rule of ours; ``field`` says which file
SaketError
└── PictureFailed           the work on it ended before its time; the same upload may be sent again
"""

from shared.errors import FieldProblem, InvalidInput, SaketError


class BadUpload(InvalidInput):
    """The file breaks the rule ``reason``."""

    def __init__(self, field: str, reason: str, detail: str = "") -> None:
        super().__init__(FieldProblem(field, reason, detail))
        self.reason = reason


class PictureFailed(SaketError):
    """The process that works on pictures did not start, or was killed."""

    code = "picture-failed"
