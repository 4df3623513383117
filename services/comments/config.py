"""Configuration of the comment service."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from services.comments.service import Limits
from services.comments.thread import NotAThread, Sites
from shared.environment import Environment


@dataclass(frozen=True, slots=True)
class CommentsConfig:
    """``model`` is the folder of a trained model; None: the one that ships with Saket.

    What `saket train` wrote into the data folder is used unless ``SAKET_SPAM_MODEL`` names another folder.
    """

    model: Path | None
    limits: Limits

    @classmethod
    def read(cls, env: Environment) -> Self:
        """Read the variables; problems are left in ``env`` for its `check`."""
        _check_sites(env)
        return cls(
            model=_model(env),
            limits=Limits(
                edit_window=timedelta(minutes=env.whole("SAKET_EDIT_MINUTES", 15, least=0, most=24 * 60)),
                burst=env.whole("SAKET_COMMENT_BURST", 30, least=1, most=10_000),
                thread_burst=env.whole("SAKET_THREAD_BURST", 120, least=1, most=100_000),
            ),
        )


def _model(env: Environment) -> Path | None:
    named = env.text("SAKET_SPAM_MODEL")
    trained = Path(env.text("SAKET_DATA", "var")) / "model"
    return Path(named) if named else trained if trained.is_dir() else None


def _check_sites(env: Environment) -> None:
    for word in env.words("SAKET_SITES"):
        try:
            Sites.of([word])
        except NotAThread:
            env.refuse("SAKET_SITES", "not-a-site", f"{word}: such as https://khonkaen.example")
