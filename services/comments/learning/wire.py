"""The models' API as JSON. `services.comments.learning.present` fills it."""

import msgspec


class ComparisonOut(msgspec.Struct, frozen=True):
    """How much less a text costs the version than the one that served, in nats, with a 95 % interval."""

    texts: int
    gain: float
    low: float
    high: float


class GateOut(msgspec.Struct, frozen=True):
    """Whether a version may take over by itself, and what stands against it."""

    passed: bool
    failings: list[str]
    recent: ComparisonOut
    frozen: ComparisonOut
    newly_blocked: float


class TrustOut(msgspec.Struct, frozen=True):
    """How far one account (a pseudonym) was believed about one kind of comment."""

    moderator: str
    spam: bool
    labels: int
    trust: float
    mass: float


class ModelOut(msgspec.Struct, frozen=True):
    """A version; the base model was made by no training here and has no gate."""

    version: str
    status: str
    base: str
    created: str | None = None
    labels: int = 0
    gate: GateOut | None = None
    trusts: list[TrustOut] = []


class TrainingOut(msgspec.Struct, frozen=True):
    """How a training goes: ``step`` of ``steps`` is done."""

    id: str
    status: str
    by: str
    started: str
    step: int
    steps: int
    doing: str
    version: str | None
    problem: str | None
    ended: str | None


class ActivationOut(msgspec.Struct, frozen=True):
    """A version began to serve."""

    version: str
    by: str
    at: str


class AlarmOut(msgspec.Struct, frozen=True):
    """Something is wrong, since when, and what to do about it in words."""

    code: str
    detail: str
    value: float
    limit: float
    since: str
    text: str


class ShadowOut(msgspec.Struct, frozen=True):
    """The version that is asked about every comment and heeded about none; how often it would decide otherwise."""

    version: str
    times: int
    apart: int
    agreement: float | None


class SeenOut(msgspec.Struct, frozen=True):
    """What alarms look at: drift of the probabilities, and moderators who contradict the version that serves.

    ``labels`` can be learnt from, ``legitimate`` and ``spam`` ones.
    """

    drift: float | None
    contradicted: int
    decided: int
    labels: int
    legitimate: int = 0
    spam: int = 0


class ModelsOut(msgspec.Struct, frozen=True):
    """All about the models; ``active`` serves, and ``previous`` served before it."""

    items: list[ModelOut]
    active: str
    previous: str | None
    shadow: ShadowOut | None
    training: TrainingOut | None
    alarms: list[AlarmOut]
    seen: SeenOut
    history: list[ActivationOut]
    next: str | None = None


class ActivatedOut(msgspec.Struct, frozen=True):
    """Which version serves from now on, and which one did."""

    active: str
    previous: str


class InfluenceOut(msgspec.Struct, frozen=True):
    """A label that moved a verdict by ``moved`` log-odds of spam."""

    comment: str
    text: str
    spam: bool
    moderator: str
    at: str
    likeness: float
    moved: float


class InfluencesOut(msgspec.Struct, frozen=True):
    """Labels that moved the score of a comment away from the base model's; all and ``others`` add up to ``moved``."""

    version: str
    base: str
    moved: float
    others: float
    items: list[InfluenceOut]
