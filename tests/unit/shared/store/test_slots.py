import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.store.slots import CrossSlotError, key_slot, require_one_slot


@pytest.mark.parametrize(
    ("key", "slot"),
    [("123456789", 12739), ("foo{bar}{zap}", 5061), ("bar", 5061), ("foo{{bar}}zap", key_slot("{bar")), ("", 0)],
)
def test_slots_of_the_specification(key: str, slot: int) -> None:
    assert key_slot(key) == key_slot(key.encode()) == slot


def test_an_empty_tag_is_no_tag() -> None:
    assert key_slot("foo{}{bar}") not in {key_slot(""), key_slot("bar")}


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="{}"), min_size=1), st.text(), st.text())
def test_one_tag_one_slot(tag: str, left: str, right: str) -> None:
    keys = [f"{{{tag}}}{left}", f"{{{tag}}}{right}"]
    require_one_slot(keys)
    require_one_slot([keys[0].encode(), keys[1]])
    assert key_slot(keys[0]) == key_slot(keys[1])


@given(st.lists(st.text(alphabet="{}ab", max_size=6), min_size=1, max_size=3))
def test_keys_are_refused_exactly_where_a_cluster_would(keys: list[str]) -> None:
    if len({key_slot(key) for key in keys}) == 1:
        require_one_slot(keys)
    else:
        with pytest.raises(CrossSlotError):
            require_one_slot(keys)


@pytest.mark.parametrize("keys", [[], ["a", "b"], [b"{t:1}:a", "{t:2}:a"], ["{t:1}:a", "{t:2}:a"]])
def test_other_slots_are_refused(keys: list[str | bytes]) -> None:
    with pytest.raises(CrossSlotError):
        require_one_slot(keys)
