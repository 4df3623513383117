"""Feeds that somebody wrote to hurt whoever reads them: small enough to be fetched, made to grow, to nest, to go on."""

from collections.abc import Callable
from typing import Final
from xml.sax.saxutils import escape

_N: Final = 2000


def _rss(items: str, start: str = "") -> str:
    return f'{start}<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'


def _html(content: str) -> str:
    return _rss(f"<item><guid>1</guid><description>{escape(content)}</description></item>")


def _attributes(name: str, count: int) -> str:
    return " ".join(f'{name}{number}="x"' for number in range(count))


def _laughs(depth: int) -> str:
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, depth))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{names}]><rss><channel><title>&l{depth - 1};</title></channel></rss>'


FEEDS: Final[dict[str, Callable[[], str]]] = {
    # entities and document types
    "billion laughs": lambda: _laughs(10),
    "quadratic blow-up": lambda: f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><rss>{"&a;" * 5000}</rss>',
    "external entity": lambda: (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel>&e;</channel></rss>'
    ),
    "parameter entity": lambda: '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://x.example/d"> %p;]><rss/>',
    "external document type": lambda: _rss("<item/>", '<!DOCTYPE rss SYSTEM "http://x.example/rss.dtd">'),
    "a document type that never ends": lambda: "<!DOCTYPE rss [" + "<!-- x -->" * _N,
    "stylesheet and include": lambda: _rss(
        '<item xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></item>',
        '<?xml-stylesheet href="file:///etc/passwd"?>',
    ),
    # depth and breadth of XML
    "deep elements": lambda: "<rss>" + "<a>" * 20_000,
    "deep and closed": lambda: _rss("<item>" + "<x>" * 250 + "</x>" * 250 + "</item>"),
    "deep namespaces": lambda: _rss("".join(f'<a xmlns:n{n}="urn:{n}">' for n in range(240)) + "</a>" * 240),
    "many attributes": lambda: _rss(f"<item {_attributes('a', 5000)}/>"),
    "many namespaces": lambda: f"<rss {_attributes('xmlns:n', 3000)}><channel/></rss>",
    "long names": lambda: _rss(f"<{'a' * 40_000}/>"),
    "one long text": lambda: _rss(f"<item><title>{'ก' * 200_000}</title></item>"),
    "many entries of nothing": lambda: _rss("<item/>" * 8000),
    "one id a thousand times": lambda: _rss("<item><guid>1</guid><title>a</title></item>" * 1000),
    "many authors": lambda: _rss(f"<item>{'<author>a@b.example (x)</author>' * 3000}</item>"),
    "many labels": lambda: _rss(f"<item>{'<category>a</category>' * 5000}</item>"),
    "many links": lambda: _rss(f"<item>{'<link>/a</link>' * 5000}</item>"),
    "many enclosures": lambda: _rss("<item>" + '<enclosure url="/a.mp3"/>' * 5000 + "</item>"),
    "unclosed CDATA": lambda: "<rss><channel><item><title><![CDATA[" + "<item>" * _N,
    "unclosed comments": lambda: "<rss><channel>" + "<!--" * _N,
    "entries within entries": lambda: _rss("<item>" * 200 + "</item>" * 200),
    "a document of end tags": lambda: "</item>" * 20_000,
    "an e-mail address that goes on": lambda: _rss(f"<item><author>{'a.' * 1500}@{'b-' * 1500}</author></item>"),
    "a date that goes on": lambda: _rss(f"<item><pubDate>{'1 ' * 5000}</pubDate></item>"),
    # HTML inside
    "unclosed formatting": lambda: _html("<b><i><u>" * 300 + "<p>x" * 300),
    "formatting that each paragraph opens anew": lambda: _html(
        "".join(f'<p><b title="{n}{"x" * 7900}">' for n in range(149))
    ),
    "unclosed links in paragraphs": lambda: _html("".join(f"<a href=/{n}><p>" for n in range(700))),
    "misnested formatting": lambda: _html("<b><p></b></p>" * 700),
    "tables in tables": lambda: _html("<table><tr><td>" * 400),
    "foster parents": lambda: _html("<table>" + "<b>x" * 700),
    "deep blocks": lambda: _html("<div>" * 3000),
    "deep lists": lambda: _html("<ul><li>" * 1500),
    "attributes of one tag": lambda: _html(f"<p {' '.join(f'a{n}=1' for n in range(8000))}>x</p>"),
    "unclosed quotes": lambda: _html('<p title="' * 2000),
    "unclosed comments in HTML": lambda: _html("<!--" * 5000),
    "unclosed scripts": lambda: _html("<script>" * 4000),
    "comments and ends that do not meet": lambda: _html("-->" * 3000 + "<!--" * 3000),
    "brackets alone": lambda: _html("<" * 30_000),
    "references without end": lambda: _html("&amp" * 10_000 + "&" * 10_000),
    "numbers beyond Unicode": lambda: _html("&#99999999999;" * 3000),
    "nested templates": lambda: _html("<template>" * 2000),
    "drawings and formulas": lambda: _html("<svg><math>" * 1500),
    "selects and buttons": lambda: _html("<select><option><button>" * 700),
    "images without end": lambda: _html("<img src=x " * 3000),
    "noscript and lazy images": lambda: _html("<noscript><img data-src=/a src=data:x>" * 700),
    "active content": lambda: _html(
        '<img src=x onerror=alert(1)><a href="javascript:alert(1)">x</a><script>1</script>' * 300
    ),
    "a title of tags": lambda: _rss(f"<item><title>{escape('<b>' * 3000)}</title></item>"),
    "blanks": lambda: _rss(f"<item><description>{' ' * 300_000}</description></item>"),
    "surrogates and controls": lambda: _html("\ufffe\uffff" * 3000),
}
