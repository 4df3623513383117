"""What the last form of the desk did, told on the page that it led back to. Pure."""

from collections.abc import Mapping
from typing import Final

from services.comments.moderation import wording as words
from services.comments.wording import Translate

TOLD: Final = ("done", "what", "count", "skipped")
"""Parameters of the address that say it."""


def told(query: Mapping[str, str], say: Translate) -> dict[str, str] | None:
    """In words; None on a plain visit."""
    what = words.RECORDED.get(query.get("what", "")) or words.DONE.get(query.get("what", ""))
    if what is None:
        return None
    count, skipped = (query.get(name, "") if query.get(name, "").isascii() else "" for name in ("count", "skipped"))
    return {
        "what": say(what),
        "decision": query.get("done", ""),
        "undo": "" if query["what"] == "pending" else query.get("done", ""),
        "count": count if count.isdigit() else "",
        "skipped": skipped if skipped.isdigit() and skipped != "0" else "",
    }
