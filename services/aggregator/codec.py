"""How the store keeps records: JSON by msgspec, straight from the dataclasses of `model`."""

from typing import Final

import msgspec

from services.aggregator.model import Burial, Entry, Known, Source, Subscription
from shared.clock import from_ms, to_ms

encode: Final = msgspec.json.Encoder().encode
decode_source: Final = msgspec.json.Decoder(Source).decode
decode_entry: Final = msgspec.json.Decoder(Entry).decode
decode_subscription: Final = msgspec.json.Decoder(Subscription).decode


class _BurialRecord(msgspec.Struct, frozen=True):
    source: str
    entry: str
    atom_id: str
    when_ms: int


_decode_known: Final = msgspec.json.Decoder(tuple[str, int, int, str]).decode
_decode_burial: Final = msgspec.json.Decoder(_BurialRecord).decode


def encode_known(known: Known, claim: str) -> bytes:
    """``[digest, first seen ms, position ms, claim id]``: read by replay_source.lua too."""
    return encode((known.digest, to_ms(known.first_seen), to_ms(known.position), claim))


def decode_known(raw: bytes) -> Known:
    """What `encode_known` wrote, without the claim, which only the river needs."""
    digest, first_seen, position, _ = _decode_known(raw)
    return Known(digest, from_ms(first_seen), from_ms(position))


def encode_burial(burial: Burial) -> bytes:
    """With its time in milliseconds, which replay_source.lua reads."""
    return encode(_BurialRecord(burial.source, burial.entry, burial.atom_id, to_ms(burial.when)))


def decode_burial(raw: bytes) -> Burial:
    """What `encode_burial` wrote."""
    record = _decode_burial(raw)
    return Burial(record.source, record.entry, record.atom_id, from_ms(record.when_ms))
