"""Moving in from WordPress: posts a second, and memory at two lengths of the file; beside it, lxml alone.

Memory is that of the command and of its reading process at their highest; the store holds the posts and so grows.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path

from lxml import etree

from bench.content import news
from bench.table import Row

_COUNTS = (3_000, 18_000)
_EVERY = 0.02
_MIB = 1024 * 1024
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>t</title><link>http://old.example</link>
"""
_TAIL = "</channel></rss>\n"


def moving() -> list[Row]:
    """Rows of the table; about a minute."""
    return [row for count in _COUNTS for row in _measured(count)]


def _measured(count: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        _write(path, count)
        length = path.stat().st_size / _MIB
        bare = _seconds(lambda: _bare(path))
        seconds, peak = _imported(path, Path(folder) / "data")
    name = f"{count:,} posts, {length:.0f} MiB"
    return [
        Row(f"{name}: lxml alone", f"{count / bare:,.0f} posts/s", "1.00 (reference)"),
        Row(
            f"{name}: saket import wordpress",
            f"{count / seconds:,.0f} posts/s, {peak:.0f} MiB",
            f"{bare / seconds:.2f}",
        ),
    ]


def _imported(path: Path, data: Path) -> tuple[float, float]:
    """Seconds, and the highest memory of the processes together in MiB."""
    environment = {"PATH": os.environ["PATH"], "SAKET_DATA": str(data), "SAKET_SAMPLE": "0"}
    command = [sys.executable, "-m", "services.cli.main", "import", "wordpress", str(path)]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    while process.poll() is None:
        for pid in (process.pid, *_readers(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
        time.sleep(_EVERY)
    assert process.returncode == 0
    return time.perf_counter() - started, sum(peaks.values()) / 1024


def _readers(parent: int) -> list[int]:
    with suppress(OSError):
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
        return [int(pid) for pid in children if b"services.transfer.reader" in _command(pid)]
    return []


def _command(pid: str) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _peak(pid: int) -> int:
    """The most memory that a process ever had, in KiB."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
    return 0


def _bare(path: Path) -> None:
    for _, element in etree.iterparse(str(path), tag="item"):
        element.clear()


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _write(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        file.writelines(_item(number) for number in range(1, count + 1))
        file.write(_TAIL)


def _item(number: int) -> str:
    post = news(number)
    date = f"20{number // 100_000 + 15:02}-{number % 12 + 1:02}-{number % 28 + 1:02} 08:00:00"
    labels = post["labels"]
    assert isinstance(labels, list)
    return f"""<item><title>{escape(str(post["title"]))}</title><link>http://old.example/{number}/</link>
<dc:creator>officer</dc:creator><guid isPermaLink="false">http://old.example/?p={number}</guid>
<content:encoded><![CDATA[{post["content"]}]]></content:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date>{date}</wp:post_date><wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>news-{number}</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="x"><![CDATA[{labels[0]}]]></category></item>
"""
