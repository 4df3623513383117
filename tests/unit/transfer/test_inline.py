"""Pictures in the text itself are lifted out, and nothing else is."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.transfer.inline import lifted, without_lifted

BODY = b"\x89PNG body"
CODE = base64.b64encode(BODY).decode()


@pytest.mark.parametrize(
    "image",
    [
        f'<img src="data:image/png;base64,{CODE}">',
        f"<IMG alt='a' SRC = 'data:image/PNG;name=x.png;base64,{CODE}' width=3>",
        f'<img class="x"\nsrc="data:image/png;base64,{CODE[:4]}\n {CODE[4:]}"/>',
    ],
)
def test_a_picture_leaves_an_address(image: str) -> None:
    html, pictures = lifted(f"<p>ก {image} ข</p>")
    assert list(pictures.values()) == [BODY]
    assert next(iter(pictures)) in html
    assert "data:" not in html


@pytest.mark.parametrize(
    "html",
    [
        "<p>data:image/png;base64,AAAA</p>",
        '<a href="data:image/png;base64,AAAA">x</a>',
        '<img src="data:image/png;base64,@@@@">',
        '<img src="data:text/html;base64,AAAA">',
        '<img src="http://old.example/a.png">',
    ],
)
def test_everything_else_stays(html: str) -> None:
    assert lifted(html) == (html, {})


def test_what_was_kept_nowhere_goes() -> None:
    address = next(iter(lifted(f'<img src="data:image/png;base64,{CODE}">')[1]))
    html = f'<p>ก<img src="{address}" alt="x" loading="lazy"><img src="http://a.example/b.png" alt="y"></p>'
    assert without_lifted(html) == ('<p>ก<img src="http://a.example/b.png" alt="y"></p>', 1)


@given(st.binary(min_size=1, max_size=200))
def test_the_bytes_are_those_that_were_written(body: bytes) -> None:
    _, pictures = lifted(f'<img src="data:image/gif;base64,{base64.b64encode(body).decode()}">')
    assert list(pictures.values()) == [body]
