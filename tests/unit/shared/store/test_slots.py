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
    assert 0 <= require_one_slot(keys) < 16384


@pytest.mark.parametrize("keys", [[], ["a", "b"], [b"{t:1}:a", "{t:2}:a"]])
def test_other_slots_are_refused(keys: list[str | bytes]) -> None:
    with pytest.raises(CrossSlotError):
        require_one_slot(keys)
