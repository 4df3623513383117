from services.aggregator.rules import Condition, Rules, joined, labelled, lets_in
from services.aggregator.rules import Labelled as Found


class News:
    title = "ประกาศ"
    labels = ("ภัยพิบัติ", "Flood")


WORDS = "ประกาศเตือนน้ำท่วมฉับพลัน Flash FLOOD warning"


def test_conditions_hold_where_all_that_they_name_does() -> None:
    def keeps(include: tuple[Condition, ...] = (), exclude: tuple[Condition, ...] = ()) -> bool:
        return lets_in(Rules(include=include, exclude=exclude), News(), WORDS)

    assert keeps()
    assert keeps(include=(Condition(text="น้ำท่วม flood"),))
    assert keeps(include=(Condition(label="ข่าว"), Condition(label="FLOOD")))
    assert not keeps(include=(Condition(label="FLOOD", text="ไฟป่า"),))
    assert not keeps(exclude=(Condition(pattern="flash\\s+flood"),))
    assert not keeps(include=(Condition(label="flood"),), exclude=(Condition(text="เตือน"),))


def test_labels_are_renamed_dropped_and_mapped() -> None:
    rules = Rules(labels=(("flood", "น้ำท่วม"), ("ภัยพิบัติ", "")), strategy=(("น้ำท่วม", "issue-3"), ("Flood", "issue-3")))
    assert labelled(rules, ("ภัยพิบัติ", "Flood", "น้ำท่วม")) == Found(("น้ำท่วม",), ("issue-3",))


def test_a_source_adds_to_its_group_and_goes_before() -> None:
    group = Rules(exclude=(Condition(label="ก"),), labels=(("a", "1"), ("b", "2")), per_day=5)
    source = Rules(include=(Condition(label="ข"),), exclude=(Condition(label="ค"),), labels=(("b", "3"),))
    both = joined(group, source)
    assert both.exclude == (Condition(label="ก"), Condition(label="ค"))
    assert (both.include, dict(both.labels), both.per_day) == ((Condition(label="ข"),), {"a": "1", "b": "3"}, 5)
