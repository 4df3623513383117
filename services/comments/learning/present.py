"""From learning to the wire. Pure."""

from dataclasses import asdict

import msgspec

from services.comments.learning import wire
from services.comments.learning.alarms import Ringing
from services.comments.learning.drift import Seen
from services.comments.learning.gate import Comparison, Verdict
from services.comments.learning.influence import Influence, Influences
from services.comments.learning.labels import Kinds
from services.comments.learning.overview import Overview
from services.comments.learning.versions import Activation, Roll, Training, Version
from services.comments.learning.wording import Translate, alarm_words
from shared.clock import rfc3339, rfc3339_or_none

ACTIVE, SHADOW, KEPT = "active", "shadow", "kept"


def models_out(found: Overview, translate: Translate) -> wire.ModelsOut:
    active, shadow = found.roll.active(found.base), found.roll.beside(found.base)
    history = found.roll.history if found.roll.base == found.base else ()
    return wire.ModelsOut(
        items=[*(_model(version, active, shadow) for version in found.versions), _base(found.base, active)],
        active=active,
        previous=previous(found.roll, found.base),
        shadow=_shadow(shadow, found.seen) if shadow else None,
        training=training_out(found.training) if found.training else None,
        alarms=[_alarm(ringing, translate) for ringing in found.alarms],
        seen=_seen(found.seen, found.kinds),
        history=[_activation(activation) for activation in reversed(history)],
    )


def previous(roll: Roll, base: str) -> str | None:
    """What served before the version that serves; None if nothing else ever did."""
    earlier = [activation.version for activation in roll.history] if roll.base == base else []
    return ([base, *earlier])[-2] if earlier else None


def training_out(training: Training) -> wire.TrainingOut:
    return wire.TrainingOut(
        id=training.id,
        status=training.state,
        by=training.by,
        started=rfc3339(training.started),
        step=training.step,
        steps=training.steps,
        doing=training.doing,
        version=training.version,
        problem=training.problem,
        ended=rfc3339_or_none(training.ended),
    )


def influences_out(found: Influences) -> wire.InfluencesOut:
    items = [_influence(one) for one in found.shown]
    return wire.InfluencesOut(found.version, found.base, found.moved, found.others, items)


def _model(version: Version, active: str, shadow: str | None) -> wire.ModelOut:
    return wire.ModelOut(
        version=version.id,
        status=_status(version.id, active, shadow),
        base=version.base,
        created=rfc3339(version.created),
        labels=version.labels,
        gate=_gate(version.verdict),
        trusts=[msgspec.convert(asdict(trust), wire.TrustOut) for trust in version.trusts],
    )


def _base(base: str, active: str) -> wire.ModelOut:
    return wire.ModelOut(base, _status(base, active, None), base)


def _status(version: str, active: str, shadow: str | None) -> str:
    return ACTIVE if version == active else SHADOW if version == shadow else KEPT


def _gate(verdict: Verdict) -> wire.GateOut:
    recent, frozen = _comparison(verdict.recent), _comparison(verdict.frozen)
    return wire.GateOut(verdict.passed, list(verdict.failings), recent, frozen, verdict.newly_blocked)


def _comparison(compared: Comparison) -> wire.ComparisonOut:
    return wire.ComparisonOut(compared.texts, compared.gain, compared.low, compared.high)


def _shadow(version: str, seen: Seen) -> wire.ShadowOut:
    beside = seen.shadow
    return wire.ShadowOut(version, beside.times, beside.apart, 1 - beside.share if beside.times else None)


def _seen(seen: Seen, kinds: Kinds) -> wire.SeenOut:
    people = seen.moderators
    return wire.SeenOut(seen.drift, people.apart, people.times, seen.labels, kinds.legitimate, kinds.spam)


def _alarm(ringing: Ringing, translate: Translate) -> wire.AlarmOut:
    alarm = ringing.alarm
    words = alarm_words(alarm, translate)
    return wire.AlarmOut(alarm.code, alarm.detail, alarm.value, alarm.limit, rfc3339(ringing.since), words)


def _activation(activation: Activation) -> wire.ActivationOut:
    return wire.ActivationOut(activation.version, activation.by, rfc3339(activation.at))


def _influence(one: Influence) -> wire.InfluenceOut:
    label = one.label
    at = rfc3339(label.at)
    return wire.InfluenceOut(label.comment, label.text, label.spam, label.moderator, at, one.likeness, one.moved)
