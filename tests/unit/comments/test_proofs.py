"""Receipts and form tokens."""

from datetime import timedelta

import pytest

from services.comments.personal_data.pseudonyms import pseudonym
from services.comments.proofs import form_token, receipt
from tests.support.comments import NOW, a_comment

SECRET, OTHER = b"s" * 32, b"o" * 32


def test_a_receipt_is_always_the_same_and_only_its_own() -> None:
    comment = a_comment()
    mine = receipt.receipt_of(SECRET, comment.id)
    assert mine == receipt.receipt_of(SECRET, comment.id)
    assert receipt.comment_of(mine) == comment.id
    assert receipt.matches(mine, receipt.digest(mine))
    for wrong in (comment.id, mine + "a", mine[:-1], receipt.receipt_of(OTHER, comment.id), "\ud800"):
        assert not receipt.matches(wrong, receipt.digest(mine))


def test_pseudonyms_have_a_purpose() -> None:
    names = {pseudonym(secret, why, "192.0.2.0/24") for secret in (SECRET, OTHER) for why in ("a", "b")}
    assert len(names) == 4


def test_a_form_token_tells_its_age() -> None:
    token = form_token.issue(SECRET, "t1", NOW)
    proof = form_token.prove(SECRET, "t1", token, NOW + timedelta(seconds=2.5))
    assert (proof.has_form, proof.seconds) == (True, 2.5)


@pytest.mark.parametrize("token", [None, "", ".", "x.y", "1" * 13, "1" * 13 + ".0", "๑" * 13 + ".0", "\ud800.\ud800"])
def test_what_proves_nothing(token: str | None) -> None:
    assert not form_token.prove(SECRET, "t1", token, NOW).has_form


def test_tokens_of_others_prove_nothing() -> None:
    token = form_token.issue(SECRET, "t1", NOW)
    assert not form_token.prove(SECRET, "t2", token, NOW).has_form
    assert not form_token.prove(OTHER, "t1", token, NOW).has_form
    assert not form_token.prove(SECRET, "t1", token, NOW + timedelta(days=8)).has_form
    assert not form_token.prove(SECRET, "t1", token, NOW - timedelta(seconds=1)).has_form
