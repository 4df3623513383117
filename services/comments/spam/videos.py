"""Comments under one video, judged by models that know only other videos (leave one group out)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from services.comments.spam.data import Example, usable
from services.comments.spam.figures import Flags, Floats, Share
from services.comments.spam.holdout import fitted_on, plain, probabilities_of


@dataclass(frozen=True, slots=True)
class Video:
    """A video's comments judged by a model that has not seen the video, at even odds and at its threshold, if any."""

    name: str
    way: str
    right: Share
    blocked: Share
    recall_at_hold: Share
    blocked_at_hold: Share


def leave_one_video_out(videos: Mapping[str, Sequence[Example]], others: Sequence[Example], seed: int) -> list[Video]:
    """Each video judged in three ways; texts that it shares with others are taken out of those.

    ``plain`` is the yardstick: TF-IDF of words and a logistic regression, as scikit-learn offers them, of the other two
    videos. ``alone`` is our pipeline of the same two. ``with all else`` learns them as an operator's own file.
    """
    videos = {name: usable(inside) for name, inside in videos.items()}
    found = []
    for name, inside in videos.items():
        own = {one.group for one in inside}
        rest = [one for other, members in videos.items() if other != name for one in members if one.group not in own]
        rest = list({one.group: one for one in rest}.values())
        known = own | {one.group for one in rest}
        more = usable(one for one in others if one.group not in known)
        spam = np.array([one.label == "spam" for one in inside])
        for way, learnt in (
            ("alone", rest),
            ("with all else", [*(replace(one, corpus="site") for one in rest), *more]),
        ):
            fitted, names = fitted_on(learnt, seed)
            judged = probabilities_of(fitted, names, inside)
            found.append(_video(name, way, spam, judged, fitted.thresholds.hold))
        found.append(_video(name, "plain", spam, plain(rest, inside), None))
    return sorted(found, key=lambda one: one.way)


def _video(name: str, way: str, spam: Flags, found: Floats, hold: float | None) -> Video:
    ham = int((~spam).sum())
    return Video(
        name=name,
        way=way,
        right=Share(int(((found >= 1 / 2) == spam).sum()), len(spam)),
        blocked=Share(int((found[~spam] >= 1 / 2).sum()), ham),
        recall_at_hold=Share(int((found[spam] >= hold).sum()) if hold else 0, int(spam.sum()) if hold else 0),
        blocked_at_hold=Share(int((found[~spam] >= hold).sum()) if hold else 0, ham if hold else 0),
    )
