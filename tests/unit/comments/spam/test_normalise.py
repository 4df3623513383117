import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.comments.spam import normalise as normalise_module
from services.comments.spam.normalise import DRESSED, HIDDEN, MIXED, NUMERALS, SPACED, normalise
from services.comments.spam.tokens import ACCOUNT, APART, EMAIL, HANDLE, LAUGH, NUMBER, OFFICIAL, PHONE, URL

TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("สล็อตเเำํ่้าะกๆ05๕1 .-_*@:/abwcomlineไลน์idABＡﬁ\u200b\u200d\ufeff\ue000\ue001\ud800\n\t"),
        st.characters(),
    ),
    max_size=60,
)

PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "https://",
                "www.",
                "a.com",
                "b",
                "com",
                "example",
                "line",
                "id",
                "ไลน์",
                "ไอดี",
                "บัญชี",
                "081",
                "2345",
                "6789012",
                "555",
                "1-2",
                "dot",
                "จุด",
            ]
        ),
        st.sampled_from("สลอตเแำํ่้าะกๆฯ็ีุ05๕1 .-_*@:/abwｗéοаກខ(]·,+!$🎰🔥`=~\u200b\ue000"),
        TRICKY,
    ),
    max_size=25,
).map("".join)


@given(TRICKY)
def test_what_is_normal_stays_as_it_is(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


@given(TRICKY)
def test_the_normal_form_can_be_encoded_and_has_one_kind_of_space(text: str) -> None:
    normal = normalise(text).text
    normal.encode()
    assert normal == " ".join(normal.split())
    assert "\ufeff" not in normal


class _Blind:
    def held(self, _: str) -> range:
        return range(100)


@settings(deadline=None)
@given(PIECES)
def test_a_glance_overlooks_nothing(text: str) -> None:
    seen = normalise.__wrapped__(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normalise_module, "_GLANCE", _Blind())
        searched = normalise.__wrapped__(text)
    assert seen == searched
    assert seen.traced == searched.traced


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ＦＲＥＥ  Credit\n", "free credit"),
        ("เเจกฟรี", "แจกฟรี"),
        ("น้ำ", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("นำ้ไหล", "น้ำไหล"),
        ("กา้รกุ่้ศล", "การกุ่ศล"),
        ("ส\u3164ล็\uffa0อ\u115fต", "สล็อต"),
        ("ส\u2800ล็\U000e0100อ\u17b4ต", "สล็อต"),
        ("สลๆ็อตฯเวๆ็บตฯรงๆคาๆสิโน", "สล็อตเว็บตรงคาสิโน"),
        ("เด็กๆเล่นกันเบาๆครับท่านผู้ว่าฯและนายกฯ", "เด็กๆเล่นกันเบาๆครับท่านผู้ว่าฯและนายกฯ"),
        ("มากกกกกก!!!!", "มาก!"),
        ("๑๐๐ บาท", "000 บาท"),
        ("ส ล็ อ ต", "สล็อต"),
        ("c-a-s-i-n-o", "casino"),
        ("พ.ร.บ. งบประมาณ", "พรบ. งบประมาณ"),
        ("ไป ๆ มา ๆ", "ไป ๆ มา ๆ"),
        ("good\ufeff", "good"),
        ("คลิกhttps://a.example/x?y=1สมัคร", f"คลิก{URL}สมัคร"),
        ("ดูที่ Water.Example.GO.TH/ระดับ", f"ดูที่ {OFFICIAL}ระดับ"),
        ("อ่าน.แล้ว good.Thanks", "อ่าน.แล้ว good.thanks"),
        ("a.b@c.example", EMAIL),
        ("โทร 081-000-0000 ค่ะ", f"โทร {PHONE} ค่ะ"),
        ("+66 81 000 0000", PHONE),
        ("แอดไลน์ @demo123", f"แอดไลน์{HANDLE}"),
        ("ตาม @demo123 ไว้", f"ตาม {HANDLE} ไว้"),
        ("ไลน์ไอดี demo1", f"ไลน์{HANDLE}"),
        ("line id: demo", f"line{HANDLE}"),
        ("แอดไลน์ ไอดี demoshop นะคะ", f"แอดไลน์ ไอดี {HANDLE} นะคะ"),
        ("ไลน์ของเราคือ demoshop", f"ไลน์ของเราคือ {HANDLE}"),
        ("เพิ่มเพื่อนค้นหาคำว่า demo.nice", f"เพิ่มเพื่อนค้นหาคำว่า {HANDLE}"),
        ("ไลน์คือ application ดีๆ", "ไลน์คือ application ดีๆ"),
        ("ไลน์ official ของเทศบาล", "ไลน์ official ของเทศบาล"),
        ("the line is busy", "the line is busy"),
        ("๐๘๑-๐๐๐-๐๐๐๐", PHONE),
        ("(081) 000-0000 ค่ะ", f"{PHONE} ค่ะ"),
        ("+66 (0) 81 000 0000", PHONE),
        ("0-8-1-0-0-0-0-0-0-0", PHONE),
        ("โทร ศูนย์แปดหนึ่ง ศูนย์ศูนย์ศูนย์ ห้าหกเจ็ดแปด", f"โทร {PHONE}"),
        ("zero eight one, zero zero zero five six seven eight", PHONE),
        ("ศูนย์ 8 หนึ่ง 000 5678", PHONE),
        ("ศูนย์หนึ่ง ตำบลสอง อำเภอสาม", "ศูนย์หนึ่ง ตำบลสอง อำเภอสาม"),
        ("โทร 1567 กด 2", "โทร 0000 กด 0"),
        ("demo ดอท คอม", URL),
        ("demoจุดคอม", URL),
        ("demo (จุด) เน็ต", URL),
        ("demo-dot-com", URL),
        ("90% off, shop now", "00% off, shop now"),
        ("demo,com", URL),
        ("สล็อตดี ดอท คอม", f"สล็อตดี {URL}"),
        ("roiet ดอท โก ดอท ทีเอช", OFFICIAL),
        ("มี 3 จุดคอมพิวเตอร์", "มี 0 จุดคอมพิวเตอร์"),
        ("ร้านไอที ดอท คอมพิวเตอร์", "ร้านไอที ดอท คอมพิวเตอร์"),
        ("a line of people", "a line of people"),
        ("คาสิโน.ไทย", f"คาสิโน {URL}"),
        ("เครื่อง.คอมเสีย", "เครื่อง.คอมเสีย"),
        ("demo.games demo.lol/x", f"{URL} {URL}"),
        ("10.0.0.1/login รุ่น 1.2.3.4", f"{URL} รุ่น 0.0.0.0"),
        ("lin.ee/abc", HANDLE),
        ("ไลน์ @ demo_shop", f"ไลน์{HANDLE}"),
        ("line@demo_shop", f"line{HANDLE}"),
        ("เทเลแกรม demo88", f"เทเลแกรม{HANDLE}"),
        ("โทร 081–234–5678 หรือ 081 - 234 - 5678", f"โทร {PHONE} หรือ {PHONE}"),
        ("โทร 0_81_234_5678 หรือ 0/8/1/2/3/4/5/6/7/8", f"โทร {PHONE} หรือ {PHONE}"),
        ("โทร 0🔥8🔥1🔥2🔥3🔥4🔥5🔥6🔥7🔥8", f"โทร {PHONE}"),
        ("บัญชี 123 4 56789 0", f"บัญชี {ACCOUNT}"),
        ("กสิกร 1234567890", f"กสิกร{ACCOUNT}"),
        ("โอนเข้า หนึ่งสองสามสี่ห้าหกเจ็ดแปดเก้าศูนย์", f"โอนเข้า {PHONE}"),
        ("วันที่ 01/02/2567", "วันที่ 00/00/0000"),
        ("ตลก 5555+", f"ตลก {LAUGH}"),
        ("ราคา 555 บาท", f"ราคา {LAUGH} บาท"),
        ("บัญชี 1234567890123", f"บัญชี {NUMBER}"),
        ("สล🎰็อตเว็บ🔥ตรง", "สล็อตเว็บตรง"),
        ("เ⭐ครดิต", "เครดิต"),
        ("ดีมาก😊ขอบคุณ", "ดีมาก😊ขอบคุณ"),
        ("", ""),
    ],
)
def test_one_spelling(written: str, normal: str) -> None:
    assert normalise(written).text == normal


@pytest.mark.parametrize(
    ("written", "tricks"),
    [
        ("ส\u200bล็อต", {HIDDEN}),
        ("ส\u3164ล็อต", {HIDDEN}),
        ("สลๆ็อตฯเวๆ็บตฯรง", {SPACED}),
        ("👨\u200d👩\u200d👧 สวัสดี", set()),
        ("ส ล็ อ ต ฟรี", {SPACED}),
        ("ร.ฟ.ท. กับ พ.ร.บ.", set()),
        ("f r e e", {SPACED}),
        ("สล🎰็อต", {SPACED}),
        ("ดีมาก😊ขอบคุณครับ", set()),
        ("U.S.A.", set()),
    ],
)
def test_the_tricks_that_were_undone(written: str, tricks: set[str]) -> None:
    assert normalise(written).tricks == tricks


def test_hosts_in_order_and_lower_case() -> None:
    found = normalise("https://user@A.Example:8080/x แล้วก็ bit.ly/abc และ www.b.example.").hosts
    assert found == ("a.example", "bit.ly", "www.b.example")


ENDLESS = ["a", "a.", "@", "0", "ก ", "a-", "line", "ไลน์", "a@", "https://", "<", "\u200b", " ", "0-", "🎰", "่"]


@pytest.mark.parametrize("piece", ENDLESS)
@pytest.mark.parametrize("around", ["", "a"])
def test_long_texts_of_one_piece_take_no_longer_than_their_length(piece: str, around: str) -> None:
    """Twenty times as long takes some twenty times as long, not four hundred times."""
    short, long = (f"{around}{piece * (size // len(piece))}{around}" for size in (2_000, 40_000))
    assert _seconds(long) < 80 * _seconds(short) + 0.02


def _seconds(text: str) -> float:
    def once() -> float:
        started = time.process_time()
        normalise.__wrapped__(text)
        return time.process_time() - started

    return min(once() for _ in range(3))


@given(TRICKY)
def test_every_character_maps_back_and_in_order(text: str) -> None:
    normal = normalise(text)
    spans = [normal.span(at, at + 1) for at in range(len(normal.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    assert all(end <= start or one == other for one, other in pairwise(spans) for end, start in [(one[1], other[0])])
    if normal.text:
        assert normal.span(0, len(normal.text)) == (spans[0][0], spans[-1][1])


def test_spans_of_what_was_written_otherwise() -> None:
    text = "ดู ส\u200bล็\u200bอ\u200bต ที่ https://a.example/x ＦＲＥＥ"
    normal = normalise(text)
    shown = {}
    for word in ("สล็อต", URL, "free"):
        at = normal.text.index(word)
        start, end = normal.span(at, at + len(word))
        shown[word] = text[start:end]
    assert shown == {"สล็อต": "ส\u200bล็\u200bอ\u200bต", URL: "https://a.example/x", "free": "ＦＲＥＥ"}


@pytest.mark.parametrize(
    ("written", "normal", "trick"),
    [
        ("𝐅𝐑𝐄𝐄 𝐜𝐫𝐞𝐝𝐢𝐭", "free credit", DRESSED),
        ("ᴄᴀꜱɪɴᴏ", "casino", DRESSED),
        ("🅵🆁🅴🅴", "free", DRESSED),
        ("c\u0336a\u0336s\u0336i\u0336n\u0336o\u0336", "casino", DRESSED),
        ("саsinо", "casino", MIXED),
        ("CΛSIИO", "casino", MIXED),
        ("ꓚꓮꓢꓲꓠꓳ", "casino", DRESSED),
        ("Ꮯꭺꮪꮖꮑꮎ", "casiꮑꮎ", DRESSED),
        ("ⲥⲁsⲓⲛⲟ", "casino", DRESSED),
        ("cɐsɩŋɔ", "casino", None),
        ("ςครเภ๏", "casino", MIXED),
        ("ςгє๔เշ", "credit", MIXED),
        ("ฝุ่น 50 μg", "ฝุ่น 00 μg", None),
        ("จ้ะ ๏ ภยร", "จ้ะ ๏ ภยร", None),
        ("Հայաստան", "հայաստան", None),
        ("ສล็อຕ", "สล็อต", MIXED),
        ("fr3e cr3d1t b0nus", "free credit bonus", NUMERALS),
        ("เค5ดิตฟ5ีค5ับ", "เครดิตฟรีครับ", NUMERALS),
        ("demo (dot) com", URL, APART),
        ("demo[.]net/x", URL, APART),
        ("https : //demo.example/x", URL, APART),
        ("Иван Петров", "иван петров", None),
        ("Café Müller", "cafe muller", None),
        ("ใช้ facebook กับ iPhone15 ได้", "ใช้ facebook กับ iphone00 ได้", None),
        ("Sวยไวกsะดาu ลoงเลeคsับ คa:เว็บ", "รวยไวกระดาน ลองเลยครับ คละเว็บ", MIXED),
    ],
)
def test_look_alikes(written: str, normal: str, trick: str | None) -> None:
    found = normalise(written)
    assert found.text == normal
    assert found.tricks == ({trick} if trick else set())


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("f.r·e.e. c.a·s.i.n.o. b·o.n·u.s. now", "free casino bonus now"),
        ("f r e e  c a s i n o  b o n u s  n o w", "free casino bonus now"),
        ("fr💰ee⭐ ca🎰si❤no bo🔥nus", "free casino bonus"),
        ("f-r-e-e m*o*n*e*y", "free money"),
        ("f.r.e.e. c.a.s.i.n.o., g·e.t. 1.0.0. n.o.w.", "free casino, get 000 now"),
        ("b_o-n_u_s f_o-r y-o_u", "bonus for you"),
        ("w i n  b i g  every day  a n d  n i g h t", "win big every day and night"),
        ("สล็.อ.ต· เว็.บ·ต.ร.ง แ.ต.ก·ง่.า.ย", "สล็อต เว็บตรง แตกง่าย"),
        ("ส ล็ อ ต  เ ว็ บ ต ร ง", "สล็อต เว็บตรง"),
    ],
)
def test_words_survive_being_pulled_apart(written: str, normal: str) -> None:
    found = normalise(written)
    assert found.text == normal
    assert found.tricks == {SPACED}


@pytest.mark.parametrize(
    "text",
    [
        "Иван Петров",
        "ใช้ facebook ครับ",
        "h1n1",
        "จองที่ Café Müller",
        "ข้อA",
        "ม.3/2",
        "http://a.example:8080/x",
        "ดี👍ครับ",
        "so good👍thanks",
    ],
)
def test_honest_writing_is_no_trick(text: str) -> None:
    assert normalise(text).tricks == set()


def test_one_character_never_becomes_a_phrase() -> None:
    assert len(normalise("\ufdfa" * 100 + "a").text) <= 101
