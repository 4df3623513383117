"""What goes over the wire about rules, in and out."""

import msgspec

from services.aggregator.rules import Condition, Rules


class ConditionWire(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Holds where all that it names does."""

    label: str = ""
    text: str = ""
    pattern: str = ""


class RulesWire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of a source or a group; ``labels`` renames ('' drops), ``strategy`` maps labels to strategic issues."""

    include: tuple[ConditionWire, ...] = ()
    exclude: tuple[ConditionWire, ...] = ()
    labels: dict[str, str] = {}
    strategy: dict[str, str] = {}
    per_day: int | None = None


class SourceEdit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a source is called, and where it counts; null for its own title, and for no group. The rest stays."""

    name: str | msgspec.UnsetType | None = msgspec.UNSET
    group: str | msgspec.UnsetType | None = msgspec.UNSET


class RuledOut(msgspec.Struct, frozen=True):
    """How many entries that are kept were changed or left out."""

    changed: int


def changes_in(wire: SourceEdit) -> dict[str, str | None]:
    """What is to be changed, by the names of the fields."""
    given = {"name": wire.name, "group": wire.group}
    return {field: text for field, text in given.items() if not isinstance(text, msgspec.UnsetType)}


def rules_in(wire: RulesWire) -> Rules:
    """The domain's view."""
    return Rules(
        include=tuple(Condition(each.label, each.text, each.pattern) for each in wire.include),
        exclude=tuple(Condition(each.label, each.text, each.pattern) for each in wire.exclude),
        labels=tuple(wire.labels.items()),
        strategy=tuple(wire.strategy.items()),
        per_day=wire.per_day,
    )


def rules_out(rules: Rules) -> RulesWire:
    """The wire's view."""
    return RulesWire(
        include=tuple(ConditionWire(each.label, each.text, each.pattern) for each in rules.include),
        exclude=tuple(ConditionWire(each.label, each.text, each.pattern) for each in rules.exclude),
        labels=dict(rules.labels),
        strategy=dict(rules.strategy),
        per_day=rules.per_day,
    )
