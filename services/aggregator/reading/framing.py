"""How the site and its parse workers talk: a big-endian length of four bytes, then that many bytes of MessagePack."""

import struct
from typing import Final

from msgspec import msgpack

from services.aggregator.reading.document import ParseJob, ParseReply

_LENGTH: Final = struct.Struct(">I")
HEADER_BYTES: Final = _LENGTH.size

decode_job: Final = msgpack.Decoder(ParseJob).decode
_reply_decoder: Final[msgpack.Decoder[ParseReply]] = msgpack.Decoder(ParseReply)
decode_reply: Final = _reply_decoder.decode


def frame(message: ParseJob | ParseReply) -> bytes:
    """The bytes of one message."""
    payload = msgpack.encode(message)
    return _LENGTH.pack(len(payload)) + payload


def length(header: bytes) -> int:
    """How many bytes follow the header."""
    size: int = _LENGTH.unpack(header)[0]
    return size
