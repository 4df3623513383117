"""An attacker who hides behind others: his comment stands among harmless sentences, or beside the news itself.

For tests and figures alone, like `services.comments.spam.attack`. Pure; the same arguments give the same text.
"""

import re
import zlib
from enum import StrEnum
from random import Random

from services.comments.spam.attack import Strength

_THAI = re.compile(r"[\u0e01-\u0e4e]")
_HOW_MANY = {Strength.LIGHT: 1, Strength.MEDIUM: 2, Strength.HEAVY: 4}  # sentences


class Padding(StrEnum):
    """Where the harmless sentences stand; ``news`` are those of one post, in their order, in front."""

    FRONT = "in front"
    BEHIND = "behind"
    AROUND = "around"
    NEWS = "news"


def padded(text: str, place: Padding, strength: Strength, seed: int) -> str:
    """``text`` with 1, 2 or 4 sentences of its language, parted by spaces or line ends."""
    chance = Random(f"{seed}:{place}:{strength}:{zlib.crc32(text.encode('utf-8', 'surrogatepass'))}")  # noqa: S311
    many, thai = _HOW_MANY[strength], _THAI.search(text) is not None
    if place is Padding.NEWS:
        sentences = list(chance.choice(_NEWS_TH if thai else _NEWS_EN)[:many])
    else:
        sentences = chance.sample(SENTENCES_TH if thai else SENTENCES_EN, many)
    at = {Padding.BEHIND: 0, Padding.AROUND: (many + 1) // 2}.get(place, many)
    return chance.choice((" ", "\n")).join([*sentences[:at], text, *sentences[at:]])


SENTENCES_TH = (
    "วันนี้อากาศดีมาก ลมเย็นสบายทั้งวัน",
    "ผมอ่านข่าวนี้แล้วรู้สึกดีใจที่จังหวัดเราพัฒนาขึ้นเรื่อยๆ",
    "ขอบคุณเจ้าหน้าที่ทุกท่านที่ทำงานกันอย่างเต็มที่ครับ",
    "ปีที่แล้วน้ำท่วมหนักมากแถวบ้านเรา ปีนี้น่าจะดีกว่าเดิม",
    "เมื่อเช้าไปตลาดมา ผักสดเยอะมาก แม่ค้าก็ใจดี",
    "โครงการนี้ประชุมประชาคมกันตั้งแต่ต้นปี ชาวบ้านเห็นด้วยเป็นส่วนใหญ่",
    "ถนนเส้นหน้าโรงเรียนซ่อมเสร็จแล้ว เด็กๆ เดินทางสะดวกขึ้น",
    "งานประเพณีปีนี้คนเยอะมาก ขบวนแห่สวยงามทุกหมู่บ้าน",
    "ฝากดูแลเรื่องไฟส่องสว่างในซอยด้วยนะคะ ตอนกลางคืนมืดมาก",
    "ข้าวปีนี้ราคาไม่ค่อยดี แต่ผลผลิตออกมาสวย",
    "ห้องสมุดประชาชนเปิดวันเสาร์ด้วย ลูกชอบไปนั่งอ่านหนังสือที่นั่น",
    "เห็นด้วยกับท่านผู้ว่าที่ให้ความสำคัญกับการศึกษา",
    "ช่วงนี้ฝุ่นเยอะ ใส่หน้ากากกันด้วยนะทุกคน",
    "คุณยายเล่าให้ฟังว่าเมื่อก่อนแถวนี้เป็นทุ่งนาทั้งหมด",
    "รถเมล์สายใหม่วิ่งผ่านโรงพยาบาลแล้ว คนแก่ไปหาหมอง่ายขึ้นเยอะ",
    "อยากให้มีสวนสาธารณะแบบนี้ทุกอำเภอเลยค่ะ",
    "วันหยุดยาวนี้พาครอบครัวไปไหว้พระที่วัดใกล้บ้าน",
    "สะพานใหม่สวยดี แต่ทางขึ้นยังขรุขระอยู่นิดหน่อย",
    "ลูกหลานเรียนจบแล้วกลับมาทำงานที่บ้านเกิดกันหลายคน",
    "การประชุมสภาเมื่อวันจันทร์มีคนเข้าร่วมเต็มห้องเลย",
    "น้ำประปาไหลแรงขึ้นตั้งแต่เปลี่ยนท่อเมื่อเดือนก่อน",
    "ทีมฟุตบอลของจังหวัดเล่นได้ดีมาก เป็นกำลังใจให้ครับ",
    "หมู่บ้านเราช่วยกันเก็บขยะริมคลองทุกวันอาทิตย์",
    "ครูที่โรงเรียนนี้สอนดีมาก เด็กอ่านออกเขียนได้ทุกคน",
    "พระอาทิตย์ตกที่บึงสวยจริงๆ นักท่องเที่ยวมาถ่ายรูปกันทุกเย็น",
    "เรื่องที่จอดรถหน้าศาลากลางควรจัดระเบียบใหม่",
)
SENTENCES_EN = (
    "The weather has been lovely all week.",
    "I read the whole article and I am glad that the province keeps getting better.",
    "Thank you to everybody at the office who worked on this.",
    "Last year the water stood up to our knees in this street.",
    "We went to the market this morning and the vegetables were fresh.",
    "The meeting on Monday was full and most of the village agreed with the plan.",
    "The road in front of the school is finished and the children walk safely now.",
    "The festival was crowded this year and the parade was beautiful.",
    "Please look at the lights in our lane because it is very dark at night.",
    "Rice prices are low again but the harvest looks good.",
    "The public library is open on Saturdays and my son likes to read there.",
    "I agree with the governor about the schools.",
    "There is a lot of dust these days so wear a mask outside.",
    "My grandmother says that all of this used to be fields.",
    "The new bus line stops at the hospital and that helps old people a lot.",
    "I wish every district had a park like this one.",
    "We took the family to the temple over the long weekend.",
    "The bridge looks nice but the ramp is still bumpy.",
    "Many young people come back to work here after university.",
    "The sunset at the lake is wonderful and visitors take pictures every evening.",
)
_NEWS_TH = (
    (
        "จังหวัดจัดประชุมคณะกรรมการบริหารงานแบบบูรณาการเพื่อพิจารณาแผนพัฒนาประจำปีงบประมาณ",
        "โดยมีผู้ว่าราชการจังหวัดเป็นประธาน พร้อมด้วยหัวหน้าส่วนราชการและผู้แทนภาคเอกชนเข้าร่วม",
        "ที่ประชุมเห็นชอบให้เร่งปรับปรุงแหล่งน้ำเพื่อการเกษตรและถนนเชื่อมระหว่างตำบล",
        "ทั้งนี้จะเปิดรับฟังความคิดเห็นของประชาชนทุกอำเภอก่อนเสนอคณะรัฐมนตรีต่อไป",
    ),
    (
        "สำนักงานสาธารณสุขจังหวัดออกหน่วยแพทย์เคลื่อนที่ให้บริการประชาชนในพื้นที่ห่างไกล",
        "มีผู้เข้ารับการตรวจสุขภาพและฉีดวัคซีนจำนวนมากตลอดทั้งวัน",
        "นายแพทย์สาธารณสุขจังหวัดกล่าวว่าการป้องกันโรคต้องอาศัยความร่วมมือของทุกคนในชุมชน",
        "หน่วยแพทย์จะออกให้บริการอีกครั้งในเดือนหน้าที่โรงเรียนประจำตำบล",
    ),
    (
        "ชาวบ้านร่วมกับเทศบาลจัดงานประเพณีประจำปีบริเวณสนามหน้าศาลากลางอย่างยิ่งใหญ่",
        "ภายในงานมีขบวนแห่ การแสดงพื้นบ้าน และการจำหน่ายสินค้าของกลุ่มแม่บ้านจากทุกตำบล",
        "นายกเทศมนตรีระบุว่าปีนี้มีนักท่องเที่ยวเดินทางมามากกว่าปีก่อน",
        "เจ้าหน้าที่ตำรวจดูแลการจราจรและความปลอดภัยตลอดการจัดงาน",
    ),
)
_NEWS_EN = (
    (
        "The province held its yearly planning meeting at the provincial hall on Tuesday.",
        "The governor chaired the meeting together with the heads of all departments.",
        "The committee agreed to repair the roads between the districts and to build two reservoirs.",
        "The plan will be open for comments before it is sent to the cabinet.",
    ),
    (
        "A mobile clinic of the provincial health office visited three remote villages this week.",
        "Nurses measured blood pressure and gave vaccinations to the elderly and to children.",
        "The chief doctor said that prevention depends on everybody in the community.",
        "The clinic will come back next month and will be held at the village school.",
    ),
)
