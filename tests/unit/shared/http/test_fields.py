"""Fields on the wire: a line each, whatever they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.fields import field_lines

UNFIT = {chr(number) for number in (*range(32), 127)} - {"\t"}
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_lines() -> None:
    assert field_lines({"Vary": "Accept", "Link": "<a>,\t<b>"}) == b"Vary: Accept\r\nLink: <a>,\t<b>\r\n"
    assert field_lines({}) == b""


@given(st.dictionaries(st.sampled_from(["A", "B", "C"]), VALUES))
def test_a_field_never_becomes_two(fields: dict[str, str]) -> None:
    if any(
        (ord(letter) < 32 and letter != "\t") or ord(letter) == 127 for value in fields.values() for letter in value
    ):
        with pytest.raises(ValueError, match="control character"):
            field_lines(fields)
    else:
        lines = field_lines(fields).decode().split("\r\n")
        assert lines == [*(f"{name}: {value}" for name, value in fields.items()), ""]
