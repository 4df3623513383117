"""Which characters a feed may carry.

XML 1.0 section 2.2 allows tab, line feed, carriage return and everything from U+0020 but surrogates, U+FFFE and
U+FFFF. The C1 controls U+0080-U+009F are legal and yet always a mistake (windows-874 read as Latin-1), and the W3C
validator rejects them. Right-to-left marks and zero-width characters are text: Thai uses U+200B between words.
"""

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """``text`` without what a feed may not carry; the same object when there is nothing to drop."""
    return _FORBIDDEN.sub("", text) if _FORBIDDEN.search(text) else text
