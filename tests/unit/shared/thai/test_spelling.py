from shared.thai.spelling import folded


def test_one_spelling_for_case_width_and_invisible_marks() -> None:
    assert folded("FLOOD Ｆｌｏｏｄ แผน\u200bพัฒนา") == folded("flood flood แผนพัฒนา")


def test_one_spelling_for_digits_and_what_looks_alike() -> None:
    assert folded("ปี ๒๕๖๘") == folded("ปี 2568")
    assert folded("น้ำ") == folded("นํ้า") == folded("น\u0e49\u0e4d\u0e32")
    assert folded("แผน") == folded("เเผน")
    assert folded("กำหนด") in folded("กําหนดการ")
