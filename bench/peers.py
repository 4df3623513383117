"""Other comment systems, as their registries ship them, in throw-away environments under ``.cache/peers``.

Each is installed the first time it is asked for; where that fails, the benchmark says so and goes on without it.
"""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from bench.load import Measured, Request, cpu_seconds
from bench.sites import Server, post
from tests.support.province import free_port

CACHE: Final = Path(".cache/peers").absolute()
_INSTALL_SECONDS: Final = 1800
_START_SECONDS: Final = 120
_ANSWER_SECONDS: Final = 60
_WALINE_PORT: Final = 8360  # of its framework, whatever the environment says
_HOST: Final = "http://127.0.0.1:8181"
_PATH: Final = "/news"
_ISSO: Final = """[general]
dbpath = {folder}/comments.db
host = {host}
[server]
listen = http://127.0.0.1:{port}
[moderation]
enabled = false
[guard]
enabled = false
"""


class NotThere(Exception):
    """A peer cannot be installed or started here; says why."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A running comment system: how to send it comment number n, and how to read a thread of them."""

    name: str
    server: Server
    comment: Request
    sent: int
    thread: bytes


@contextmanager
def isso(folder: Path) -> Iterator[Peer]:
    """Isso 0.14 with its own server, no guard and no moderation. Raises `NotThere`."""
    python = CACHE / "isso" / "bin" / "python"
    if not python.exists():
        _run([sys.executable, "-m", "venv", str(CACHE / "isso")])
        _run([str(python), "-m", "pip", "install", "--quiet", "isso==0.14.0"])
    port = free_port()
    config = folder / "isso.cfg"
    config.write_text(_ISSO.format(folder=folder, host=_HOST, port=port))
    with _running([str(CACHE / "isso" / "bin" / "isso"), "-c", str(config), "run"], port, {}) as server:
        headers = {"Origin": _HOST, "Referer": f"{_HOST}{_PATH}"}

        def comment(number: int) -> bytes:
            body = {
                "author": "ประชาชน",
                "text": said(number),
                "title": "ข่าว",
                "email": "",
                "website": "",
                "parent": None,
            }
            return post(f"/new?uri={_PATH}", body, headers)

        yield Peer("Isso 0.14", server, comment, 201, _get(f"/?uri={_PATH}&nested_limit=50", headers))


@contextmanager
def waline(folder: Path) -> Iterator[Peer]:
    """Waline on SQLite, asking nobody on the internet. Raises `NotThere`."""
    home = CACHE / "waline"
    main = home / "node_modules" / "@waline" / "vercel" / "vanilla.js"
    if not main.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise NotThere("there is no npm")
        home.mkdir(parents=True, exist_ok=True)
        _run([npm, "install", "--no-audit", "--no-fund", "--silent", "@waline/vercel"], home)
    _waline_tables(folder / "waline.sqlite")
    with _login_services() as logins:
        variables = {
            "SQLITE_PATH": str(folder),
            "JWT_TOKEN": "bench",
            "IPQPS": "0",
            "DISABLE_USERAGENT": "true",
            "DISABLE_REGION": "true",
            "AKISMET_KEY": "false",
            "OAUTH_URL": logins,
        }
        yield from _waline(main, variables, home)


def _waline(main: Path, variables: dict[str, str], home: Path) -> Iterator[Peer]:
    with _running(["node", str(main)], _WALINE_PORT, variables, home) as server:

        def comment(number: int) -> bytes:
            body = {"nick": "ประชาชน", "comment": said(number), "url": _PATH, "ua": "bench", "mail": ""}
            return post("/api/comment", body, {"Origin": _HOST})

        address = f"/api/comment?path={_PATH}&pageSize=50&page=1&sortBy=insertedAt_desc"
        yield Peer("Waline", server, comment, 200, _get(address, {"Origin": _HOST}))


class _NoLogins(BaseHTTPRequestHandler):
    """Waline asks a service on the internet, with every request, whom one may log in with: nobody, says this one."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        answer = b'{"services":[]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def _login_services() -> Iterator[str]:
    """The address of one that is nearer than the real one, and so costs Waline less."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _NoLogins) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def asked(peer: Peer, request: Request, expected: int, *, requests: int, clients: int) -> Measured:
    """As `bench.load.measure`, with a connection a request: not every server here keeps one."""

    def one(number: int) -> float:
        begun = time.perf_counter()
        status = _exchange(peer.server.port, request(number))
        if status != expected:
            raise RuntimeError(f"{peer.name} answered {status}, not {expected}")
        return time.perf_counter() - begun

    cpu, begun = cpu_seconds(peer.server.pid), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        latencies = sorted(pool.map(one, range(requests)))
    seconds = time.perf_counter() - begun
    return Measured(seconds, cpu_seconds(peer.server.pid) - cpu, tuple(latencies), 0)


def _exchange(port: int, raw: bytes) -> int:
    with socket.create_connection(("127.0.0.1", port), _ANSWER_SECONDS) as connection:
        connection.sendall(raw.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        answer = b""
        while chunk := connection.recv(1 << 16):
            answer += chunk
    return int(answer[9:12] or 0)


def said(number: int) -> str:
    """Each another text: what is said twice would be held back, or refused."""
    return f"ขอบคุณสำหรับข่าวครับ อยากทราบว่าโครงการนี้จะเริ่มเมื่อไร ({number}-{time.monotonic_ns()})"


def _waline_tables(path: Path) -> None:
    """The tables that Waline's own documentation has people copy."""
    with sqlite3.connect(path) as database:
        database.executescript((Path(__file__).parent / "waline.sql").read_text())


def _get(address: str, headers: dict[str, str]) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode()


def _run(command: list[str], folder: Path | None = None) -> None:
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=_INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        raise NotThere(f"{Path(command[0]).name} took too long") from None
    if done.returncode:
        raise NotThere(f"{' '.join(command[:4])}: {done.stderr.decode(errors='replace').strip()[-200:]}")


@contextmanager
def _running(command: list[str], port: int, variables: dict[str, str], folder: Path | None = None) -> Iterator[Server]:
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **variables}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotThere(f"it ended with {process.returncode}")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers, whatever it thinks of the question
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NotThere("it does not answer")
