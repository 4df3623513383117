"""Links, addresses and numbers in a comment, found and replaced by typed one-character tokens.

A token is one private-use character, so that n-grams see what stands beside a link and never which link it
is. A writer who types such a character himself merely claims to have a link.
"""

import re

from services.comments.spam.traced import Change, Notes, Replacement, Step, Traced

APART = "link-written-apart"

URL, EMAIL, PHONE, HANDLE, NUMBER, LAUGH, ACCOUNT, OFFICIAL = (chr(0xE000 + n) for n in range(8))
NAMES = {
    URL: "<url>",
    EMAIL: "<email>",
    PHONE: "<phone>",
    HANDLE: "<handle>",
    NUMBER: "<number>",
    LAUGH: "<laugh>",
    ACCOUNT: "<account>",
    OFFICIAL: "<official-url>",
}

_READABLE = str.maketrans(NAMES)

# Suffixes under which a bare "name.suffix" is taken for a link; others are mostly missing spaces.
_SUFFIXES = (
    "com|net|org|info|biz|co|io|me|cc|tv|ly|gl|gd|gg|to|in|xyz|top|vip|club|online|site|website|store|shop"
    "|live|life|win|bet|casino|app|dev|fun|icu|link|click|page|asia|work|loan|money|example|th|la|ph|us|uk"
    "|ai|bid|blog|bond|buzz|cash|cfd|cyou|ee|games|lol|mobi|poker|pro|ru|sbs|tech|vegas|wiki"
)
_REST = r"[^\s\u0e00-\u0e7f<>\"'\ue000-\ue007]"  # Thai words are often glued to the end of a link
_URL = re.compile(
    rf"(?:https?://|www\.){_REST}+"
    rf"|(?<![0-9.])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?::\d{{2,5}}|/){_REST}*"
    rf"|(?<![a-z0-9@._-])(?:[a-z0-9-]{{1,63}}\.){{1,5}}(?:{_SUFFIXES})(?![a-z0-9-])(?::\d{{1,5}})?(?:[/?#]{_REST}*)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"^(?:https?://)?(?:[^/@?#]*@)?([^/:?#]+)", re.IGNORECASE)
_EMAIL = re.compile(
    r"(?<![a-z0-9._+/-])[a-z0-9._+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}(?![a-z0-9-])",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![a-z0-9])@[a-z0-9][a-z0-9._-]{1,39}"
    r"|(?:(?<=line)|(?<=telegram)|(?<=whatsapp)|(?<=wechat))(?:\s?id)?(?:\s?[:=]\s?@?|@)[a-z0-9._-]{3,40}"
    r"|(?:(?<=ไลน์)|(?<=line)|(?<=เทเลแกรม)|(?<=telegram)) ?@ [a-z][a-z0-9._-]{2,39}"
    r"|(?:(?<=เทเลแกรม)|(?<=วอทแอป)|(?<=วอทส์แอป)|(?<=วีแชท)|(?<=ไอจี))(?:\s?(?:id|ไอดี))?\s?[:=]?\s?(?=[a-z0-9._-]{0,39}\d)[a-z0-9._-]{3,40}"
    r"|(?<=ไลน์)(?:\s?(?:id|ไอดี))?\s?[:=]?\s?@?(?=[a-z0-9._-]{0,39}\d)[a-z0-9._-]{3,40}"
    r"|(?<=ไลน์)(?:\s?(?:id|ไอดี))?\s?[:=]\s?[a-z0-9._-]{3,40}",
    re.IGNORECASE,
)
# Behind words that name a messenger or ask to be added there, whatever few words stand between.
_MESSENGER = "ไลน์|line|เทเลแกรม|telegram|whatsapp|วอทส์?แอ[ปพ]ป?|wechat|วีแชท|เพิ่มเพื่อน|แอดมา"
_LEADING_TO = "ของ(?:เรา|ผม|ฉัน|ดิฉัน|พี่|หนู|แอดมิน|ร้าน)|คือ|ชื่อ|ว่า|มา|ได้|ที่|ไอดี|พิมพ์|ค้นหา|ค้นคำ|คำ|แอด|my|id|is|search|for"
_SAID = re.compile(
    rf"((?:{_MESSENGER})(?! ?(?:คือ|is|my|for|search) ?[a-z]) ?(?:(?:{_LEADING_TO}) ?){{1,4}}[:=\"'“”]? ?)"
    r"(?!(?:my|id|is|search|for|line)(?![a-z0-9]))[a-z][a-z0-9._-]{2,39}(?![a-z0-9@])(?!\.[a-z])"
)
_PHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?66[ -]?(?:\(0\) ?)?\d|\(0\d|0[ .–—_-]?\d)(?:\)?(?: ?[.–—_-] ?| )?\d){7,8}(?!\d)",
)
# A sign or picture behind each digit: "0/8/1/2", "0🔥8🔥1".
_SIGN = r"(?:[^\w\s\u0e00-\u0e7f\ue000-\ue007]|_){1,3}"
_PHONE_APART = re.compile(rf"(?<!\d)0(?:{_SIGN}\d){{8,9}}(?!\d)")
_DIGITS = "ศูนย์|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า"
_DIGITS_EN = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_SPELT = (  # a telephone number in words, or some of it
    rf"(?:(?:ศูนย์|0)(?:[ ,.-]{{0,2}}(?:{_DIGITS}|\d)){{8,9}}|(?:zero|oh|0)(?:[ ,.-]{{1,2}}(?:{_DIGITS_EN}|\d)){{8,9}}"
    rf"|(?:(?:{_DIGITS})[ ,.-]{{0,2}}){{9,12}}(?:{_DIGITS}))"  # or of an account: people count to nine, not further
)
_PHONE_SPELT = re.compile(rf"(?<![\da-z]){_SPELT}(?![\da-z])")
_BEFORE_ACCOUNT = "|".join(f"(?<={bank})" for bank in ("บัญชี", "กสิกร", "กรุงไทย", "ไทยพาณิชย์", "ออมสิน", "กรุงเทพ", "ธกส"))
_ACCOUNT = re.compile(
    r"(?<![\d-])\d{3}([ -])\d\1\d{5}\1\d(?![\d-])|(?<![\d-])\d-\d{4}-\d{5}-\d{2}-\d(?![\d-])"
    rf"|(?:{_BEFORE_ACCOUNT})\s?:?\s?\d{{10}}(?!\d)"
)
_LAUGH = re.compile(r"(?<![0-9a-z.,+-])5{3,}\+?(?![0-9a-z.,-])", re.IGNORECASE)  # ห้า sounds like "ha"
_NUMBER = re.compile(r"\d{7,}")
_OFFICIAL = (".go.th", ".mi.th", ".ac.th")
_CHAT_HOSTS = frozenset({"line.me", "lin.ee", "t.me", "telegram.me", "wa.me", "m.me", "liff.line.me"})

# Links written so that only people see them: "a (dot) com", "a . com", "https : //".
_CLEAR = "com|net|org|info|xyz|top|vip|club|online|site|shop|live|bet|casino|asia|example|co|io|cc|me|ly"
_DOT = re.compile(
    r"(?<=[a-z0-9])(?: ?[(\[{<] ?(?:\.|dot) ?[)\]}>] ?|\. | \. ?| ?· ?| ?,| (?:dot|ดอท|จุด) ?|-dot-)"
    rf"(?=(?:{_CLEAR})(?![a-z0-9]))"
)
# "name ดอท คอม": spoken links. A name in Thai is no host, but whoever spells out the dot means one.
_SPOKEN_DOT = r"(?:\.|dot|ดอ[ทตด]|ด็อ[ทต]|จุด)"
_ENDINGS = {"คอม": "com", "เน็ต": "net", "เน็ท": "net", "ออร์ก": "org", "อินโฟ": "info", "ไอโอ": "io", "ซีซี": "cc"}
_THAI_ENDS = "|".join((*_ENDINGS, "ไทย"))
_OFFICES = {"โก": "go", "จีโอ": "go", "เอซี": "ac", "ซีโอ": "co", "โออาร์": "or"}  # before ดอท ทีเอช
_NOT_COMPUTER = "(?!พิว|มู|มอน|ฟอร์|เมน|โบ|แพ)"
_GAP = r" ?[(\[{<-]? ?"
_TO = r" ?[)\]}>-]? ?"
_SPOKEN = re.compile(
    rf"(?<=[a-z0-9]){_GAP}{_SPOKEN_DOT}{_TO}(?:({'|'.join(_OFFICES)}){_GAP}{_SPOKEN_DOT}{_TO}(?:ทีเอช|ที เอช|th)"
    rf"|({'|'.join(_ENDINGS)}){_NOT_COMPUTER})"
)
_SPOKEN_IN_THAI = re.compile(
    rf"(?<=[\u0e01-\u0e4e]){_GAP}(?:dot|ดอ[ทต]|ด็อ[ทต]){_TO}(?:{'|'.join(_ENDINGS)}|com|net){_NOT_COMPUTER}(?![a-z0-9])"
    rf"|(?<=[\u0e01-\u0e4e])\.(?:{_THAI_ENDS})(?![a-z0-9\u0e01-\u0e4e.])"
)
_AT = re.compile(r"(?<=[a-z0-9]) ?[(\[] ?(?:at|@) ?[)\]] ?(?=[a-z0-9])")
_SCHEME = re.compile(r"(?<![a-z0-9])(?:https?|hxxps?) ?: ?/ ?/ ?(?=[a-z0-9])")
_PLAIN_SCHEMES = frozenset({"http://", "https://"})


def readable(gram: str) -> str:
    """An n-gram as people may read it."""
    return gram.translate(_READABLE)


def is_official(host: str) -> bool:
    """Whether a host is of a government office, the forces or a school."""
    return host.endswith(_OFFICIAL)


def _kind_of_link(host: str) -> str:
    if host in _CHAT_HOSTS:
        return HANDLE
    return OFFICIAL if is_official(host) else URL


def _host(link: str) -> str:
    match = _HOST.match(link)
    return match.group(1).lower().rstrip(".") if match else ""


def _clear(pattern: re.Pattern[str], written: Replacement) -> Change:
    """A way round the filter is written plainly."""

    def step(text: Traced, notes: Notes) -> Traced:
        plain = text.put(pattern, written)
        if plain.text != text.text:
            notes.tricks.add(APART)
        return plain

    return step


def _token(pattern: re.Pattern[str], token: str) -> Change:
    return lambda text, _: text.put(pattern, lambda _: token)


def _scheme(match: re.Match[str]) -> str:
    return match[0] if match[0] in _PLAIN_SCHEMES else "https://"


def _spoken(match: re.Match[str]) -> str:
    return f".{_OFFICES[match[1]]}.th" if match[1] else f".{_ENDINGS[match[2]]}"


def _link_in_thai(text: Traced, notes: Notes) -> Traced:
    """A link whose name is Thai: the token, and no host."""
    found = text.put(_SPOKEN_IN_THAI, lambda _: f" {URL}")
    if found is not text:
        notes.tricks.add(APART)
    return found


def _links(text: Traced, notes: Notes) -> Traced:
    def token(match: re.Match[str]) -> str:
        notes.hosts.append(_host(match[0]))
        return _kind_of_link(notes.hosts[-1])

    return text.put(_URL, token)


_SHAM_LINK = (
    r"[a-z0-9](?: ?[(\[{<] ?(?:\.|dot) ?[)\]}>] ?|\. | \. ?| ?· ?| ?,| (?:dot|ดอท|จุด) ?|-dot-)"
    rf"(?:{_CLEAR})(?:[^a-z0-9]|$)"
)
_REACHED_AT = (
    "@ ?[a-z0-9]|(?:เทเลแกรม|วอท|วีแชท|ไอจี)"
    "|(?:line|telegram|whatsapp|wechat)(?: ?id)? ?[:=]|ไลน์(?: ?(?:id|ไอดี))? ?[:=]? ?@?[a-z0-9._-]{3}"
)
_THAI = "[\u0e01-\u0e4e]"
_LONG = r"\p{Nd}[\p{Nd} .-]{6}"  # in every account, telephone and long number
TOKEN_STEPS: tuple[Step, ...] = (
    (_SHAM_LINK, _clear(_DOT, lambda _: ".")),
    (
        rf"[a-z0-9]{_GAP}{_SPOKEN_DOT}{_TO}(?:{'|'.join((*_OFFICES, *_ENDINGS))})",
        _clear(_SPOKEN, _spoken),
    ),
    (
        rf"{_THAI}(?:{_GAP}(?:dot|ดอ[ทต]|ด็อ[ทต]){_TO}(?:{'|'.join((*_ENDINGS, 'com', 'net'))})|\.(?:{_THAI_ENDS}))",
        _link_in_thai,
    ),
    (r"[(\[] ?(?:at|@) ?[)\]]", _clear(_AT, lambda _: "@")),
    (": ?/ ?/", _clear(_SCHEME, _scheme)),
    ("[a-z0-9._+-]@[a-z0-9-]", _token(_EMAIL, EMAIL)),
    (rf"https?://|www\.|\p{{Nd}}\.\p{{Nd}}{{1,3}}(?::\p{{Nd}}|/)|[a-z0-9-]\.(?:{_SUFFIXES})(?:[^a-z0-9-]|$)", _links),
    (_REACHED_AT, _token(_HANDLE, HANDLE)),
    (
        rf"(?:{_MESSENGER}) ?(?:{_LEADING_TO})",
        lambda text, _: text.put(_SAID, lambda match: f"{match[1]}{HANDLE}"),
    ),
    (_LONG, _token(_ACCOUNT, ACCOUNT)),
    (r"\p{Nd}[\p{Nd} .()–—_-]{6}", _token(_PHONE, PHONE)),
    (r"0[^0-9a-z ]{1,3}\p{Nd}[^0-9a-z ]{1,3}\p{Nd}", _token(_PHONE_APART, PHONE)),
    (_SPELT.replace(r"\d", r"\p{Nd}"), _token(_PHONE_SPELT, PHONE)),
    ("555", _token(_LAUGH, LAUGH)),
    (_LONG, _token(_NUMBER, NUMBER)),
)
