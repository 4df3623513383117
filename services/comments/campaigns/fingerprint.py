"""Which comments say the same: a MinHash signature of a text and of what its links and handles point at. Pure.

    normal form | stretches of its letters and its targets | the least hash of each of 48 bins | 16 bands of 3 bins

Two signatures agree in about as many bins as their texts have in common (Jaccard). What everybody says (thanks,
greetings, a few words) has no signature: such comments never belong together.
"""

import re
import unicodedata
import zlib
from typing import Final

from services.comments.spam.normalise import Normalised, normalise
from services.comments.spam.tokens import HANDLE, URL

BINS: Final = 48
BAND: Final = 3
DIGITS: Final = 4
"""A signature is a text of hexadecimal digits, this many a bin."""
FEWEST_LETTERS: Final = 60
FEWEST_WITH_TARGET: Final = 12
_STRETCH: Final = 4
_NO_LETTER: Final = re.compile(r"(?:[^\w\u0e31-\u0e4e]|[\d_])+")
_NOT_OF_A_TARGET: Final = re.compile(r"[^a-z0-9@./-]+")
_SCHEME: Final = re.compile(r"https?//|https?:?//|www\.")
_OFFICIAL: Final = (".go.th", ".mi.th", ".ac.th")
_COURTESY: Final = re.compile(
    "ขอบคุณ|ขอบพระคุณ|สวัสดี|ยินดี|ชื่นชม|เป็นกำลังใจ|กำลังใจ|เยี่ยม|ดีมาก|สุดยอด|เห็นด้วย|ติดตาม|รับทราบ|สาธุ|เจริญพร|"
    "ด้วยนะ|เจ้าหน้าที่|ทุกท่าน|มากๆ|มาก|เลย|นะ|ครับผม|ครับ|คับ|ค่ะ|คะ|จ้า|จ้ะ|จังหวัด|"
    r"thank\s*you|thanks?|very|much|great|good|nice|well|done|work|job|everyone|everybody|hello|all|so|the|for"
)
_MANY: Final = 1 << 32
_ODD: Final = 0x9E3779B1  # spreads what a checksum keeps together
_HEX: Final = 0xFFFF


def signature(text: str) -> str | None:
    """The signature of a comment; None for one that says too little to be recognised by."""
    normal = normalise(text)
    letters, targets = _NO_LETTER.sub("", normal.text), _targets(normal, text)
    said = len(_COURTESY.sub("", letters))
    if said < (FEWEST_WITH_TARGET if targets else FEWEST_LETTERS):
        return None
    return _least(_features(letters, targets))


def likeness(one: str, other: str) -> float:
    """The share of bins in which two signatures agree."""
    pairs = zip(_bins(one), _bins(other), strict=True)
    return sum(a == b for a, b in pairs) / BINS


def _features(letters: str, targets: list[str]) -> list[str]:
    """Stretches of letters; the targets weigh together as much as all of them."""
    stretches = list({letters[at : at + _STRETCH] for at in range(max(1, len(letters) - _STRETCH + 1))})
    copies = range(max(1, len(stretches) // len(targets))) if targets else ()
    return stretches + [f"{target}#{number}" for target in targets for number in copies]


def _targets(normal: Normalised, original: str) -> list[str]:
    """Where links and handles of a text lead, official sites left out, each once."""
    found = {
        _target(original[slice(*normal.span(at, at + 1))])
        for at, char in enumerate(normal.text)
        if char in {URL, HANDLE}
    }
    return sorted(target for target in found if target and not target.split("/")[0].endswith(_OFFICIAL))


def _target(raw: str) -> str:
    """``HTTPS://www.A.example/x?from=y`` → ``a.example/x``"""
    plain = _NOT_OF_A_TARGET.sub("", unicodedata.normalize("NFKC", raw.partition("?")[0]).lower())
    return _SCHEME.sub("", plain).strip("./")


def _least(features: list[str]) -> str:
    """One permutation hashing: every feature falls into one bin, and the least of each bin is kept."""
    least = [_MANY] * BINS
    for feature in features:
        value = zlib.crc32(feature.encode("utf-8", "surrogatepass")) * _ODD % _MANY
        which, rank = value % BINS, value // BINS
        least[which] = min(least[which], rank)
    return "".join(f"{value:0{DIGITS}x}" for value in _filled(least))


def _filled(least: list[int]) -> list[int]:
    """Empty bins take what the next full one has, changed by the distance (Shrivastava and Li, 2014)."""
    filled = []
    for at in range(BINS):
        far = next(distance for distance in range(BINS) if least[(at + distance) % BINS] != _MANY)
        filled.append((least[(at + far) % BINS] + far * _ODD) & _HEX)
    return filled


def _bins(signed: str) -> list[str]:
    return [signed[at : at + DIGITS] for at in range(0, len(signed), DIGITS)]
