"""How the store keeps records: JSON by msgspec, straight from the dataclasses of `model`."""

from datetime import datetime
from typing import Final

import msgspec
import zstandard

from services.aggregator.model import Burial, Entry, FeedFacts, Known, Pace, Source, Subscription
from shared.clock import from_ms, to_ms

encode: Final = msgspec.json.Encoder().encode
decode_subscription: Final = msgspec.json.Decoder(Subscription).decode


_MAGIC: Final = b"\x28\xb5\x2f\xfd"  # RFC 8878 section 3.1.1
_WORTH_PACKING: Final = 300
_MOST_ENTRY: Final = 16 * 1024 * 1024
_LEVEL: Final = 1

# Made once: a new one spends a third of its time on getting ready. The event loop is the only one to use them.
_compress: Final = zstandard.ZstdCompressor(_LEVEL).compress
_decompress: Final = zstandard.ZstdDecompressor().decompress


class _SourceRecord(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a source stays the same from poll to poll."""

    id: str
    url: str
    created: datetime
    group: str | None = None
    name: str | None = None
    facts: FeedFacts = FeedFacts()


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
    marks: str = ""
    kind: int | bool = 0
    names: str = ""


_decode_source: Final = msgspec.json.Decoder(_SourceRecord).decode
_decode_pace: Final = msgspec.json.Decoder(Pace).decode
_decode_entry: Final = msgspec.json.Decoder(Entry).decode
_decode_known: Final = msgspec.json.Decoder(_KnownRecord).decode
_decode_burial: Final = msgspec.json.Decoder(_BurialRecord).decode


def encode_source(source: Source) -> bytes:
    """All but its pace."""
    return encode(_SourceRecord(source.id, source.url, source.created, source.group, source.name, source.facts))


def decode_source(record: bytes, pace: bytes | None) -> Source:
    """What `encode_source` wrote, and its pace; records of the first release hold theirs themselves."""
    kept = _decode_source(record)
    return Source(
        id=kept.id,
        url=kept.url,
        created=kept.created,
        pace=_decode_pace(pace or record),
        group=kept.group,
        name=kept.name,
        facts=kept.facts,
    )


def encode_entry(entry: Entry) -> bytes:
    """Packed where that saves something: an entry's HTML shrinks to a third or less."""
    raw = encode(entry)
    return _compress(raw) if len(raw) > _WORTH_PACKING else raw


def decode_entry(raw: bytes) -> Entry:
    """What `encode_entry` wrote, or the first release's plain JSON."""
    if raw.startswith(_MAGIC):
        raw = _decompress(raw, max_output_size=_MOST_ENTRY)
    return _decode_entry(raw)


def encode_known(known: Known, claim: str, marks: str = "", kind: int = 0, names: str = "") -> bytes:
    """``[digest, first seen ms, position ms, claim id, size, marks, kind, names]``: read by replay_source.lua too.

    ``kind`` and, of copies, ``names`` are those of `attribution`. Early records have true for a copy.
    """
    first_seen, position = to_ms(known.first_seen), to_ms(known.position)
    return encode(_KnownRecord(known.digest, first_seen, position, claim, known.size, marks, kind, names))


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
