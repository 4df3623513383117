"""Made-up news: as long and as varied as a province's, so that compressing it is no cheaper than in life. Pure."""

import random

_TEXT = (
    "จังหวัด ขอเชิญ ทุกภาคส่วน ร่วมแสดง ความคิดเห็น ต่อแผน พัฒนา ข้าวหอมมะลิ ทุ่งกุลา ผู้ว่าราชการ ประชาชน "
    "โครงการ ถนน แหล่งน้ำ อำเภอ ตำบล วันที่ งบประมาณ ประกาศ โรงเรียน โรงพยาบาล เกษตรกร ตลาด ประเพณี บุญผะเหวด"
)
_WORDS = tuple(_TEXT.split())
_PARAGRAPHS = 4
_LENGTH = 60  # words a paragraph


def news(number: int) -> dict[str, object]:
    """The body of ``POST /api/posts`` for the post of this number: about 6 kB, always the same."""
    chance = random.Random(number)
    paragraphs = ("".join(_paragraph(chance)) for _ in range(_PARAGRAPHS))
    return {"title": f"ข่าวที่ {number}", "content": "".join(paragraphs), "labels": [chance.choice(_WORDS)]}


def _paragraph(chance: random.Random) -> list[str]:
    return ["<p>", *(f"{chance.choice(_WORDS)}{chance.randrange(1, 99)} " for _ in range(_LENGTH)), "</p>"]
