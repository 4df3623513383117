"""What roles, sessions and tokens are worth, and that nothing secret shows in what Python prints of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidInput
from shared.staff import recovery
from shared.staff.model import ROLE_SCOPES, TOKEN_SCOPES, Account, Factor, Principal, Role, Scope, Session, Token
from shared.staff.rights import ABSOLUTE, IDLE, is_good, is_open, rights_of, session_principal, token_principal
from shared.staff.rules import checked_password, checked_scopes

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
SECRET = "TOPSECRET"
ACCOUNT = Account("malee", Role.LEAD, SECRET, NOW, factor=Factor(SECRET, 5, (SECRET,)), generation=3)
SESSION = Session("malee", 3, SECRET, NOW, NOW, "203.0.113.9", "Firefox")
TOKEN = Token("bot", frozenset({Scope.MODERATION, Scope.POSTS}), NOW, account="malee", expires=NOW + timedelta(days=1))


def test_roles_grow_from_viewer_to_admin() -> None:
    assert set(ROLE_SCOPES) == set(Role)
    assert ROLE_SCOPES[Role.VIEWER] < ROLE_SCOPES[Role.MODERATOR] < ROLE_SCOPES[Role.LEAD] < ROLE_SCOPES[Role.ADMIN]
    assert ROLE_SCOPES[Role.ADMIN] == frozenset(Scope)
    assert [role for role, scopes in ROLE_SCOPES.items() if Scope.STAFF in scopes] == [Role.ADMIN]
    assert Scope.STAFF not in TOKEN_SCOPES


@given(idle=st.timedeltas(timedelta(0), timedelta(days=1)), age=st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_session_ends_by_idleness_and_by_age(idle: timedelta, age: timedelta) -> None:
    session = replace(SESSION, seen=NOW - min(idle, age), opened=NOW - age)
    assert is_open(session, ACCOUNT, NOW) == (min(idle, age) < IDLE and age < ABSOLUTE)


def test_a_session_ends_with_what_it_was_opened_for() -> None:
    assert is_open(SESSION, ACCOUNT, NOW)
    assert not is_open(SESSION, replace(ACCOUNT, generation=4), NOW)
    assert not is_open(SESSION, replace(ACCOUNT, disabled=True), NOW)


@pytest.mark.parametrize(
    ("token", "owner", "good"),
    [
        (TOKEN, ACCOUNT, True),
        (TOKEN, replace(ACCOUNT, disabled=True), False),
        (TOKEN, None, False),
        (replace(TOKEN, account=None), None, True),
        (replace(TOKEN, account=None, expires=NOW), None, False),
        (replace(TOKEN, expires=None), ACCOUNT, True),
    ],
)
def test_tokens_live_no_longer_than_they_should(token: Token, owner: Account | None, good: bool) -> None:
    assert is_good(token, owner, NOW) == good


def test_a_token_may_never_more_than_its_owner() -> None:
    assert token_principal(TOKEN, ACCOUNT, frozenset()).scopes == {Scope.MODERATION}
    assert token_principal(TOKEN, replace(ACCOUNT, role=Role.VIEWER), frozenset()).scopes == frozenset()
    assert token_principal(TOKEN, replace(ACCOUNT, factor=None), frozenset({Role.LEAD})).scopes == frozenset()
    assert token_principal(replace(TOKEN, account=None), None, frozenset()).scopes == TOKEN.scopes


def test_a_second_person_is_another_person() -> None:
    token, session = token_principal(TOKEN, ACCOUNT, frozenset()), session_principal(SESSION, ACCOUNT, frozenset())
    assert token.name != session.name
    assert token.person == session.person == "malee"
    assert Principal("bot", frozenset()).person == "bot"


def test_without_the_second_factor_that_a_role_needs_there_are_no_rights() -> None:
    needed = frozenset({Role.LEAD, Role.ADMIN})
    assert rights_of(ACCOUNT, needed) == ROLE_SCOPES[Role.LEAD]
    assert rights_of(replace(ACCOUNT, factor=None), needed) == frozenset()
    assert rights_of(replace(ACCOUNT, factor=None, role=Role.VIEWER), needed) == {Scope.VIEW}


def test_nothing_secret_is_printed() -> None:
    principal = session_principal(SESSION, ACCOUNT, frozenset())
    assert SECRET not in repr((ACCOUNT, SESSION, TOKEN, principal))


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "too-short"),
        ("a" * 257, "too-long"),
        ("ab" * 10, "too-simple"),
        ("maleemaleemalee1", "too-simple"),
    ],
)
def test_passwords_that_are_none(password: str, code: str) -> None:
    with pytest.raises(InvalidInput, match=code):
        checked_password(password, "malee")


def test_a_sentence_is_a_password() -> None:
    assert checked_password("ข้าวหอมมะลิร้อยเอ็ด", "malee")


def test_scopes_of_a_token_are_those_offered() -> None:
    assert checked_scopes(["posts"]) == {Scope.POSTS}
    for asked in (["staff"], [], ["posts", "nonsense"]):
        with pytest.raises(InvalidInput, match="scope"):
            checked_scopes(asked)
    with pytest.raises(InvalidInput, match="scope"):
        checked_scopes(["moderation"], ROLE_SCOPES[Role.PUBLISHER])


@given(st.binary(min_size=10, max_size=10))
def test_recovery_codes_are_read_however_they_are_typed(randomness: bytes) -> None:
    code = recovery.written(randomness)
    assert len(code) == 19
    assert recovery.kept(code) == recovery.kept(
        f" {code.upper().replace('-', ' ').replace('0', 'O').replace('1', 'l')}"
    )


@given(st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_recovery_codes_are_as_different_as_their_bytes(one: bytes, other: bytes) -> None:
    assert (recovery.written(one) == recovery.written(other)) == (one == other)
