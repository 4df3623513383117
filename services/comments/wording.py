"""The words for states, reasons, actions and mistakes: message ids here, translated where they are shown."""

import unicodedata
from collections.abc import Callable
from typing import Final

from services.comments.grounds import Ground
from services.comments.model import Action, Reason, ReasonCode, State
from services.comments.posting.verdict import HONEYPOT
from services.comments.spam.model import Part
from shared.errors import FieldProblem
from shared.i18n import mark

Translate = Callable[[str], str]

STATES: Final = {
    State.PUBLISHED: mark("Published"),
    State.HELD: mark("Waiting for a moderator"),
    State.REJECTED: mark("Not published"),
    State.SPAM: mark("Marked as spam"),
    State.WITHDRAWN: mark("Withdrawn by its author"),
    State.ERASED: mark("Erased"),
}
_TO_AUTHOR: Final = {
    State.PUBLISHED: mark("Your comment is public."),
    State.HELD: mark("We have your comment. A member of staff will read it before it appears."),
    State.REJECTED: mark("Your comment was not published. If you think this is wrong, you can ask us to look again."),
    State.WITHDRAWN: mark("You have withdrawn this comment. Nobody else can see it."),
    State.ERASED: mark("This comment and everything that was kept about it has been erased."),
}
ACTIONS: Final = {
    Action.APPROVE: mark("Approve"),
    Action.REJECT: mark("Reject"),
    Action.SPAM: mark("Spam"),
    Action.RESTORE: mark("Back to the queue"),
}
WHAT: Final = {
    **{action.value: words for action, words in ACTIONS.items()},
    Action.EDIT: mark("Edited"),
    Action.WITHDRAW: mark("Withdrawn by its author"),
    Action.APPEAL: mark("Asked for another look"),
    Action.REPORT: mark("Reported by readers"),
    Action.ERASE: mark("Erased"),
    Action.EMPTY: mark("E-mail address and website deleted after their time"),
    "post": mark("Sent"),
    "undo": mark("Decision undone"),
    "import": mark("Came along from another site"),
}
REASONS: Final = {
    ReasonCode.MODEL: mark("The wording resembles advertising or fraud"),
    ReasonCode.RULE: mark("The way it was written or sent is typical of automatic messages"),
    ReasonCode.NOT_SCORED: mark("The automatic check was not available"),
    ReasonCode.APPEAL: mark("The author asked for another look"),
    ReasonCode.REPORT: mark("Readers have reported it"),
    ReasonCode.MODERATOR: mark("A moderator decided so"),
    ReasonCode.CAMPAIGN: mark("The same has been sent to several threads, and a moderator has decided about it"),
    ReasonCode.IMPORTED: mark("It stood like this on the site that it came from"),
    ReasonCode.CLOSED_THREAD: mark("The thread was closed while it was being written"),
    ReasonCode.BARE: mark("It is nothing but a link, a name or a number"),
    ReasonCode.NAME: mark("The name given with it resembles advertising"),
    ReasonCode.AUTHOR_EDIT: mark("Its author has changed the text since it was public"),
    ReasonCode.UNDECIDED: mark("Nobody had decided about it in the time for which waiting comments are kept"),
}
GROUNDS: Final = {
    Ground.HOUSE_RULES: mark("The rules of this site for comments"),
    Ground.COMPUTER_CRIME: mark("Computer Crime Act B.E. 2550, sections 14 and 15"),
    Ground.GAMBLING: mark("Gambling Act B.E. 2478"),
    Ground.DEFAMATION: mark("Criminal Code, sections 326 to 328 (defamation)"),
    Ground.PERSONAL_DATA: mark("Personal Data Protection Act B.E. 2562"),
    Ground.COPYRIGHT: mark("Copyright Act B.E. 2537"),
    Ground.CONSUMER_FRAUD: mark("Criminal Code, sections 341 and 343 (fraud)"),
}
_RULES: Final = {
    "only-link": mark("nothing but a link"),
    "many-links": mark("many links"),
    "shortener": mark("a shortened link"),
    "first-comment-link": mark("a link in a first comment"),
    "official-links": mark("only links to official sites"),
    "borrowed-name": mark("a link whose name passes for an office's"),
    "blocked-domain": mark("a link to a site on the office's list"),
    "known-campaign": mark("the same as other comments that were found to be spam"),
    "styled-letters": mark("letters in disguise"),
    "mixed-scripts": mark("letters of different alphabets in one word"),
    "numerals-for-letters": mark("numerals in place of letters"),
    "link-written-apart": mark("a link that is written so as not to be recognised"),
    "hidden-characters": mark("invisible characters inside words"),
    "spaced-letters": mark("words pulled apart letter by letter"),
    "no-form": mark("sent without opening the form"),
    "too-fast": mark("sent faster than anyone can write"),
    "echoes-thread": mark("speaks of the post"),
    HONEYPOT: mark("filled in a field that people do not see"),
}
_PROBLEMS: Final = {
    ("author", "missing"): mark("Please give a name; any name will do."),
    ("author", "too-long"): mark("The name is too long (80 characters at most)."),
    ("text", "missing"): mark("Please write your comment."),
    ("text", "too-long"): mark("The comment is too long (5,000 characters at most)."),
    ("email", "not-an-email"): mark("This is not an e-mail address. You can leave it empty."),
    ("website", "not-a-url"): mark("The address of a website starts with https://. You can leave it empty."),
    ("parent", "unknown-parent"): mark("The comment that you answer is no longer there."),
    ("reason", "too-long"): mark("The explanation is too long (1,000 characters at most)."),
}
_OTHER_PROBLEM: Final = mark("This cannot be accepted as it is.")


def shown_state(state: State) -> State:
    """What the author is told: whether it counts as spam is for the training data, not for a person."""
    return State.REJECTED if state is State.SPAM else state


def to_author(state: State, translate: Translate) -> str:
    """What became of the comment, said to its author."""
    return translate(_TO_AUTHOR[shown_state(state)])


def reason_words(reason: Reason, translate: Translate) -> str:
    """A reason and, where there is something to add, its data."""
    said = translate(REASONS[reason.code])
    match reason.code:
        case ReasonCode.RULE:
            rules = [translate(_RULES.get(name, name)) for name in reason.data.get("rules", "").split()]
            return f"{said}: {', '.join(rules)}" if rules else said
        case ReasonCode.REPORT:
            return f"{said} ({reason.data.get('reports', '')})"
        case _:
            words, ground = reason.data.get("words"), ground_words(reason.data.get("ground"), translate)
            told = f"{said}: {words}" if words else said
            return f"{told} ({ground})" if ground else told


def reason_to_author(reason: Reason, translate: Translate) -> str:
    """A reason without what would only teach spammers; a moderator's own words are meant for the author."""
    said = translate(REASONS[reason.code])
    if reason.code is not ReasonCode.MODERATOR:
        return said
    if reason.data.get("appeal"):
        said = translate(mark("Another moderator has looked at it after your appeal"))
    told = ": ".join(filter(None, (said, reason.data.get("words"))))
    ground = ground_words(reason.data.get("ground"), translate)
    return f"{told} ({ground})" if ground else told


def ground_words(ground: str | None, translate: Translate) -> str:
    """What a legal ground is called; nothing for none."""
    return translate(GROUNDS[Ground(ground)]) if ground in set(Ground) else ""


def part_words(part: Part, translate: Translate) -> str:
    """What one share of a score stands for."""
    match part.kind:
        case "bias":
            return translate(mark("starting point of every comment"))
        case "terms":
            return translate(mark("all other words together"))
        case "passage":
            return translate(mark("taken off, since only one passage of the comment was looked at"))
        case "rule":
            return translate(_RULES.get(part.name, part.name))
        case _:
            return f"“{_visible(part.name)}”"


def _visible(text: str) -> str:
    """A piece of a word as it can be read alone: marks on a dotted circle, spaces as open boxes."""
    carrier = "\u25cc" if text and unicodedata.category(text[0]).startswith("M") else ""
    return carrier + text.replace(" ", "\u2423")


def problem_words(problem: FieldProblem, translate: Translate) -> str:
    """A broken rule, said to the person who filled in the form."""
    return translate(_PROBLEMS.get((problem.field, problem.code), _OTHER_PROBLEM))
