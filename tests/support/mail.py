"""A mail server for one mail."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def mail_server(*, refuse: bool = False) -> Iterator[tuple[int, list[bytes]]]:
    """A server that speaks just enough SMTP for one mail; its port, and what it was sent."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)
        thread = threading.Thread(target=_converse, args=(listener, got, refuse))
        thread.start()
        yield listener.getsockname()[1], got
        thread.join(20)


def _converse(listener: socket.socket, got: list[bytes], refuse: bool) -> None:
    connection, _ = listener.accept()
    with connection, connection.makefile("rwb") as lines:
        lines.write(b"220 hello\r\n")
        lines.flush()
        in_data = False
        for line in lines:
            if in_data:
                got.append(line)
                in_data = line != b".\r\n"
                answer = b"" if in_data else b"250 ok\r\n"
            else:
                word = line[:4].upper()
                in_data = word == b"DATA"
                refused = refuse and word == b"RCPT"
                answer = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(word, b"250 ok\r\n")
                answer = b"550 no\r\n" if refused else answer
            lines.write(answer)
            lines.flush()
