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


class _KnownRecord(msgspec.Struct, frozen=True, array_like=True):
    digest: str
    first_seen_ms: int
    position_ms: int
    claim: str
    size: int = 0


_decode_known: Final = msgspec.json.Decoder(_KnownRecord).decode
_decode_burial: Final = msgspec.json.Decoder(_BurialRecord).decode


def encode_known(known: Known, claim: str) -> bytes:
    """``[digest, first seen ms, position ms, claim id, size]``: read by replay_source.lua too."""
    return encode(_KnownRecord(known.digest, to_ms(known.first_seen), to_ms(known.position), claim, known.size))


def decode_known(raw: bytes) -> Known:
    """What `encode_known` wrote, without the claim, which only the river needs."""
    record = _decode_known(raw)
    return Known(record.digest, from_ms(record.first_seen_ms), from_ms(record.position_ms), record.size)


def encode_burial(burial: Burial) -> bytes:
    """With its time in milliseconds, which replay_source.lua reads."""
    return encode(_BurialRecord(burial.source, burial.entry, burial.atom_id, to_ms(burial.when)))


def decode_burial(raw: bytes) -> Burial:
    """What `encode_burial` wrote."""
    record = _decode_burial(raw)
    return Burial(record.source, record.entry, record.atom_id, from_ms(record.when_ms))
