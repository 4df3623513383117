"""Dates as people in Thailand read them: Thai names, Buddhist era (Common Era + 543), Bangkok time."""

from datetime import datetime

from shared.clock import BANGKOK

BUDDHIST_ERA_OFFSET = 543
MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")


def thai_date(moment: datetime) -> str:
    """``26 กันยายน 2562``."""
    local = moment.astimezone(BANGKOK)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year + BUDDHIST_ERA_OFFSET}"


def thai_long_date(moment: datetime) -> str:
    """``วันพฤหัสบดีที่ 26 กันยายน พ.ศ. 2562``, the way an office dates its news."""
    local = moment.astimezone(BANGKOK)
    year = local.year + BUDDHIST_ERA_OFFSET
    return f"วัน{WEEKDAYS[local.weekday()]}ที่ {local.day} {MONTHS[local.month - 1]} พ.ศ. {year}"


def thai_time(moment: datetime) -> str:
    """``09.00 น.``, the official Thai way to write a time of day."""
    return f"{moment.astimezone(BANGKOK):%H.%M} น."


def thai_moment(moment: datetime) -> str:
    """Date and time of day together."""
    return f"{thai_date(moment)} {thai_time(moment)}"


def english_date(moment: datetime) -> str:
    """``26 September 2019``: the Common Era for readers of English."""
    local = moment.astimezone(BANGKOK)
    return f"{local.day} {local:%B %Y}"


def english_moment(moment: datetime) -> str:
    """Date and time of day in English."""
    return f"{english_date(moment)}, {moment.astimezone(BANGKOK):%H:%M}"
