"""Thailand's 77 provinces: ISO 3166-2 codes, names in Thai and English, six regions. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shared.i18n import mark


class Region(StrEnum):
    """A part of the country."""

    NORTH = "north"
    NORTHEAST = "northeast"
    CENTRAL = "central"
    EAST = "east"
    WEST = "west"
    SOUTH = "south"


REGION_NAMES: Final = {
    Region.NORTH: mark("The North"),
    Region.NORTHEAST: mark("The Northeast"),
    Region.CENTRAL: mark("The Centre"),
    Region.EAST: mark("The East"),
    Region.WEST: mark("The West"),
    Region.SOUTH: mark("The South"),
}


@dataclass(frozen=True, slots=True)
class Province:
    """A province; Bangkok, which is none by law, counts as one."""

    code: str
    thai: str
    english: str
    region: Region


_LISTED: Final = {
    "north": """
        TH-50 เชียงใหม่ Chiang Mai
        TH-51 ลำพูน Lamphun
        TH-52 ลำปาง Lampang
        TH-53 อุตรดิตถ์ Uttaradit
        TH-54 แพร่ Phrae
        TH-55 น่าน Nan
        TH-56 พะเยา Phayao
        TH-57 เชียงราย Chiang Rai
        TH-58 แม่ฮ่องสอน Mae Hong Son
        """,
    "northeast": """
        TH-30 นครราชสีมา Nakhon Ratchasima
        TH-31 บุรีรัมย์ Buri Ram
        TH-32 สุรินทร์ Surin
        TH-33 ศรีสะเกษ Si Sa Ket
        TH-34 อุบลราชธานี Ubon Ratchathani
        TH-35 ยโสธร Yasothon
        TH-36 ชัยภูมิ Chaiyaphum
        TH-37 อำนาจเจริญ Amnat Charoen
        TH-38 บึงกาฬ Bueng Kan
        TH-39 หนองบัวลำภู Nong Bua Lam Phu
        TH-40 ขอนแก่น Khon Kaen
        TH-41 อุดรธานี Udon Thani
        TH-42 เลย Loei
        TH-43 หนองคาย Nong Khai
        TH-44 มหาสารคาม Maha Sarakham
        TH-45 ร้อยเอ็ด Roi Et
        TH-46 กาฬสินธุ์ Kalasin
        TH-47 สกลนคร Sakon Nakhon
        TH-48 นครพนม Nakhon Phanom
        TH-49 มุกดาหาร Mukdahan
        """,
    "central": """
        TH-10 กรุงเทพมหานคร Bangkok
        TH-11 สมุทรปราการ Samut Prakan
        TH-12 นนทบุรี Nonthaburi
        TH-13 ปทุมธานี Pathum Thani
        TH-14 พระนครศรีอยุธยา Phra Nakhon Si Ayutthaya
        TH-15 อ่างทอง Ang Thong
        TH-16 ลพบุรี Lop Buri
        TH-17 สิงห์บุรี Sing Buri
        TH-18 ชัยนาท Chai Nat
        TH-19 สระบุรี Saraburi
        TH-26 นครนายก Nakhon Nayok
        TH-60 นครสวรรค์ Nakhon Sawan
        TH-61 อุทัยธานี Uthai Thani
        TH-62 กำแพงเพชร Kamphaeng Phet
        TH-64 สุโขทัย Sukhothai
        TH-65 พิษณุโลก Phitsanulok
        TH-66 พิจิตร Phichit
        TH-67 เพชรบูรณ์ Phetchabun
        TH-72 สุพรรณบุรี Suphan Buri
        TH-73 นครปฐม Nakhon Pathom
        TH-74 สมุทรสาคร Samut Sakhon
        TH-75 สมุทรสงคราม Samut Songkhram
        """,
    "east": """
        TH-20 ชลบุรี Chon Buri
        TH-21 ระยอง Rayong
        TH-22 จันทบุรี Chanthaburi
        TH-23 ตราด Trat
        TH-24 ฉะเชิงเทรา Chachoengsao
        TH-25 ปราจีนบุรี Prachin Buri
        TH-27 สระแก้ว Sa Kaeo
        """,
    "west": """
        TH-63 ตาก Tak
        TH-70 ราชบุรี Ratchaburi
        TH-71 กาญจนบุรี Kanchanaburi
        TH-76 เพชรบุรี Phetchaburi
        TH-77 ประจวบคีรีขันธ์ Prachuap Khiri Khan
        """,
    "south": """
        TH-80 นครศรีธรรมราช Nakhon Si Thammarat
        TH-81 กระบี่ Krabi
        TH-82 พังงา Phang-nga
        TH-83 ภูเก็ต Phuket
        TH-84 สุราษฎร์ธานี Surat Thani
        TH-85 ระนอง Ranong
        TH-86 ชุมพร Chumphon
        TH-90 สงขลา Songkhla
        TH-91 สตูล Satun
        TH-92 ตรัง Trang
        TH-93 พัทลุง Phatthalung
        TH-94 ปัตตานี Pattani
        TH-95 ยะลา Yala
        TH-96 นราธิวาส Narathiwat
        """,
}


def _read() -> Iterator[Province]:
    for region, listed in _LISTED.items():
        for line in listed.strip().splitlines():
            code, thai, english = line.split(maxsplit=2)
            yield Province(code, thai, english, Region(region))


PROVINCES: Final = tuple(_read())
_BY_NAME: Final = {
    name.casefold(): province
    for province in PROVINCES
    for name in (province.code, province.thai, f"จังหวัด{province.thai}", f"จ.{province.thai}", province.english)
}


def province_of(name: str) -> Province | None:
    """The province called so, in Thai (with or without จังหวัด), in English, or by its code."""
    return _BY_NAME.get(name.strip().casefold())


def region_of(name: str) -> Region | None:
    """The region called so, or that of the province called so."""
    wanted = name.strip().casefold()
    if wanted in set(Region):
        return Region(wanted)
    province = province_of(name)
    return province.region if province else _THAI_REGIONS.get(name.strip().removeprefix("ภาค"))


_THAI_REGIONS: Final = {
    "เหนือ": Region.NORTH,
    "ตะวันออกเฉียงเหนือ": Region.NORTHEAST,
    "อีสาน": Region.NORTHEAST,
    "กลาง": Region.CENTRAL,
    "ตะวันออก": Region.EAST,
    "ตะวันตก": Region.WEST,
    "ใต้": Region.SOUTH,
}
