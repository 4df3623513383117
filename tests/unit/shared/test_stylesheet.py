"""The stylesheet's own files: named with the hash of what they are, so that browsers may keep them for ever."""

import re
from importlib.resources import files

from shared.web.static import Static


def test_fonts_are_named_by_their_content() -> None:
    sheet = (files("shared") / "static" / "saket.css").read_text("utf-8")
    named = re.findall(r'url\("([^"?]+)(\?[^"]*)?"\)', sheet)
    assert named
    for name, query in named:
        assert Static("shared").url(name) == f"/static/{name}{query}"
