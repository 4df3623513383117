"""Addresses without what only counts visitors. Pure."""

import re
from typing import Final

_PARAMETER: Final = re.compile(
    r"(?:(?<=\?)|&(?:amp;)?)(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hsenc|_hsmi|yclid|wt_\w+|ref_src|ref|at_\w+)=[^&#\"'\s<>]*"
)
_LEFT_OVER: Final = re.compile(r"\?(?:&(?:amp;)?|(?=[#\"'\s<>]|\Z))")


def untracked(text: str) -> str:
    """An address, or HTML with addresses in it, without tracking parameters."""
    if "=" not in text or "?" not in text:
        return text
    return _LEFT_OVER.sub(lambda found: "?" if "&" in found[0] else "", _PARAMETER.sub("", text))
