"""Every role, right and event that there is has words."""

import pytest

from shared.errors import FieldProblem, InvalidInput, RateLimited
from shared.staff.errors import Busy, LastAdmin
from shared.staff.journal import Event
from shared.staff.model import Role, Scope
from shared.web.account.qr import qr_svg
from shared.web.account.wording import EVENTS, ROLES, SCOPES, problems_of


def test_nothing_is_nameless() -> None:
    assert (set(ROLES), set(SCOPES), set(EVENTS)) == (set(Role), set(Scope), set(Event))


@pytest.mark.parametrize(
    ("error", "where"),
    [
        (InvalidInput(FieldProblem("current", "wrong-password")), "form-current"),
        (InvalidInput(FieldProblem("name", "never-heard-of", "x")), "form-name"),
        (RateLimited(5), "form"),
        (Busy("x"), "form"),
        (LastAdmin(), "form"),
    ],
)
def test_mistakes_stand_where_they_were_made(error: InvalidInput, where: str) -> None:
    assert list(problems_of(error, "form", str)) == [where]
    assert all(problems_of(error, "form", str).values())


def test_the_picture_needs_no_style_and_no_script() -> None:
    svg = qr_svg("otpauth://totp/%22%3E%3Cscript%3E?secret=A")
    assert svg.startswith("<svg ")
    assert "style" not in svg
    assert "script" not in svg
    assert "viewBox" in svg
