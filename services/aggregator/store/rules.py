"""Rules in the store: ``{planet}:rules``, a hash from scope (``s:<source>`` or ``g:<group>``) to rules in JSON."""

from typing import Final

import msgspec

from services.aggregator.model import Source
from services.aggregator.rules import NO_RULES, Rules, joined
from shared.store.client import Store

_KEY: Final = "{planet}:rules"
_decode: Final = msgspec.json.Decoder(Rules).decode
_encode: Final = msgspec.json.Encoder().encode


class RulesStore:
    """Keeps rules by scope."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def rules(self, scope: str) -> Rules:
        """Those of one scope; none where nobody made any."""
        raw = await self._store.execute("HGET", _KEY, scope)
        return _decode(raw) if raw else NO_RULES

    async def rules_for(self, source: Source) -> Rules:
        """Those of a source and of its group, joined."""
        scopes = [f"s:{source.id}", *([f"g:{source.group}"] if source.group else [])]
        own, *group = [_decode(raw) if raw else NO_RULES for raw in await self._store.execute("HMGET", _KEY, *scopes)]
        return joined(group[0] if group else NO_RULES, own)

    async def keep(self, scope: str, rules: Rules) -> None:
        """Replace the rules of a scope; none is no rules."""
        if rules == NO_RULES:
            await self._store.execute("HDEL", _KEY, scope)
        else:
            await self._store.execute("HSET", _KEY, scope, _encode(rules))
