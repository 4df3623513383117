from services.comments.spam.data import draw, example, sampled, usable


def test_near_duplicates_share_a_group() -> None:
    one = example("รับเครดิต 100 บาท https://a.example", "spam", "x")
    other = example("รับเครดิต 250 บาท!! b.example/z", "spam", "x")
    different = example("รับเครดิตฟรี", "spam", "x")
    assert one.group == other.group != different.group


def test_thai_marks_matter_and_so_do_symbols() -> None:
    texts = ("ก้าว", "กาว", "👍", "👎")
    assert len({example(text, "ham", "x").group for text in texts}) == len(texts)


def test_usable_drops_duplicates_disputed_and_empty_texts() -> None:
    examples = [
        example("ดี 1", "ham", "x"),
        example("ดี 2", "ham", "y"),
        example("ลุ้นทอง 5", "ham", "x"),
        example("ลุ้นทอง 9", "spam", "x"),
        example("\ufeff", "ham", "x"),
    ]
    assert [one.text for one in usable(examples)] == ["ดี 0"]


def test_a_sample_depends_on_the_seed_and_not_on_the_order() -> None:
    examples = [example(f"ข้อความ {chr(0x0E01 + n)}", "ham", "x") for n in range(30)]
    chosen = sampled(examples, 10, seed=1)
    assert len(chosen) == 10
    assert sampled(reversed(examples), 10, seed=1) == chosen
    assert sampled(examples, 10, seed=2) != chosen


def test_a_draw_is_the_same_everywhere() -> None:
    assert draw("group", 1) == draw("group", 1) != draw("group", 2)
