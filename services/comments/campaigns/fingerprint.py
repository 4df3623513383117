"""Which comments say the same: a MinHash signature of a text and of what its links and handles point at. Pure.

    normal form | stretches of its letters and its targets | the least hash of each of 48 bins | 16 bands of 3 bins

Two signatures agree in about as many bins as their texts have in common (Jaccard). What everybody says (thanks,
greetings, a few words) has no signature: such comments never belong together.
"""

import re
import unicodedata
from typing import Final

from services.comments.campaigns.minhash import BINS, DIGITS, stretches
from services.comments.campaigns.native import least
from services.comments.spam.normalise import Normalised, normalise
from services.comments.spam.rules import SHORTENERS
from services.comments.spam.tokens import HANDLE, URL, is_official

BAND: Final = 3
FEWEST_LETTERS: Final = 60
FEWEST_WITH_TARGET: Final = 12
_NO_LETTER: Final = re.compile(r"(?:[^\w\u0e31-\u0e4e]|[\d_])+")
_POINTER: Final = re.compile(f"[{URL}{HANDLE}]")
_NOT_OF_A_TARGET: Final = re.compile(r"[^a-z0-9@./-]+")
_SCHEME: Final = re.compile(r"https?//|https?:?//|www\.")
_SHARED: Final = SHORTENERS | {
    "docs.google.com", "drive.google.com", "facebook.com", "fb.com", "forms.gle", "instagram.com", "lazada.co.th",
    "lin.ee", "line.me", "m.facebook.com", "m.me", "shopee.co.th", "sites.google.com", "t.me", "telegram.me",
    "tiktok.com",
    "twitter.com", "wa.me", "x.com", "youtu.be", "youtube.com",
}  # fmt: skip
"""Hosts under which many have pages."""
_COURTESY: Final = re.compile(
    "ขอบคุณ|ขอบพระคุณ|สวัสดี|ยินดี|ชื่นชม|เป็นกำลังใจ|กำลังใจ|เยี่ยม|ดีมาก|สุดยอด|เห็นด้วย|ติดตาม|รับทราบ|สาธุ|เจริญพร|"
    "ด้วยนะ|เจ้าหน้าที่|ทุกท่าน|มากๆ|มาก|เลย|นะ|ครับผม|ครับ|คับ|ค่ะ|คะ|จ้า|จ้ะ|จังหวัด|"
    r"thank\s*you|thanks?|very|much|great|good|nice|well|done|work|job|everyone|everybody|hello|all|so|the|for"
)


def signature(text: str) -> str | None:
    """The signature of a comment; None for one that says too little to be recognised by."""
    normal = normalise(text)
    letters, targets = _NO_LETTER.sub("", normal.text), _targets(normal, text)
    said = len(_COURTESY.sub("", letters))
    if said < (FEWEST_WITH_TARGET if targets else FEWEST_LETTERS):
        return None
    return least(letters, _repeated(letters, targets))


def likeness(one: str, other: str) -> float:
    """The share of bins in which two signatures agree."""
    pairs = zip(_bins(one), _bins(other), strict=True)
    return sum(a == b for a, b in pairs) / BINS


def _repeated(letters: str, targets: list[str]) -> list[bytes]:
    """The targets so often that they weigh together as much as all stretches of the letters."""
    if not targets:
        return []
    copies = range(max(1, len(set(stretches(letters))) // len(targets)))
    return [f"{target}#{number}".encode() for target in targets for number in copies]


def _targets(normal: Normalised, original: str) -> list[str]:
    """Where links and handles of a text lead, official sites left out, each once.

    A host that is one's own is all there is to a link, however it is written; of one that everybody shares, the path.
    """
    hosts = {host.removeprefix("www.") for host in normal.hosts if not is_official(host)}
    written = [
        (match[0], _target(original[slice(*normal.span(*match.span()))])) for match in _POINTER.finditer(normal.text)
    ]
    shared = {target for char, target in written if target and (char == HANDLE or target.split("/")[0] in _SHARED)}
    return sorted((hosts - _SHARED) | shared)


def _target(raw: str) -> str:
    """``HTTPS://www.A.example/x?from=y`` → ``a.example/x``"""
    plain = _NOT_OF_A_TARGET.sub("", unicodedata.normalize("NFKC", raw.partition("?")[0]).lower())
    return _SCHEME.sub("", plain).strip("./")


def _bins(signed: str) -> list[str]:
    return [signed[at : at + DIGITS] for at in range(0, len(signed), DIGITS)]
