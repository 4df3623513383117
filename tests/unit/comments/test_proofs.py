"""Receipts, form tokens, the ledger's chain."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.comments import formtoken, receipt
from services.comments.moderation.ledger import VOID, Entry, Fact, chained, effective, first_break
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
    names = {receipt.pseudonym(secret, why, "192.0.2.0/24") for secret in (SECRET, OTHER) for why in ("a", "b")}
    assert len(names) == 4


def test_a_form_token_tells_its_age() -> None:
    token = formtoken.issue(SECRET, "t1", NOW)
    proof = formtoken.prove(SECRET, "t1", token, NOW + timedelta(seconds=2.5))
    assert (proof.has_form, proof.seconds) == (True, 2.5)


@pytest.mark.parametrize("token", [None, "", ".", "x.y", "1" * 13, "1" * 13 + ".0", "๑" * 13 + ".0", "\ud800.\ud800"])
def test_what_proves_nothing(token: str | None) -> None:
    assert not formtoken.prove(SECRET, "t1", token, NOW).has_form


def test_tokens_of_others_prove_nothing() -> None:
    token = formtoken.issue(SECRET, "t1", NOW)
    assert not formtoken.prove(SECRET, "t2", token, NOW).has_form
    assert not formtoken.prove(OTHER, "t1", token, NOW).has_form
    assert not formtoken.prove(SECRET, "t1", token, NOW + timedelta(days=8)).has_form
    assert not formtoken.prove(SECRET, "t1", token, NOW - timedelta(seconds=1)).has_form


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(length):
        fact = Fact(f"d{number}", NOW, "daeng", "approve", (f"c{number}",), "เหตุผล")
        entries.append(chained(fact, entries[-1] if entries else None))
    return entries


def test_a_whole_chain_holds() -> None:
    assert first_break([]) is None
    assert first_break(chain(5)) is None


@given(st.integers(0, 4), st.sampled_from(["reason", "actor", "at", "decision", "action", "prev", "hash"]))
def test_any_change_breaks_the_chain(where: int, what: str) -> None:
    entries = chain(5)
    changed: dict[str, Any] = {what: "x"}
    entries[where] = replace(entries[where], **changed)
    assert first_break(entries) == where + 1


@given(st.integers(0, 3))
def test_removal_and_reordering_break_the_chain(where: int) -> None:
    removed, swapped = chain(5), chain(5)
    del removed[where]
    swapped[where], swapped[where + 1] = swapped[where + 1], swapped[where]
    assert first_break(removed) == where + 1
    assert first_break(swapped) == where + 1


def test_voids_are_taken_off_what_a_decision_claims() -> None:
    claim = chained(Fact("d1", NOW, "daeng", "spam", ("c1", "c2", "c3")), None)
    void = chained(Fact("d2", NOW, "daeng", VOID, ("c1", "c3"), undoes="d1"), claim)
    assert first_break([claim, void]) is None
    assert effective([claim, void]) == {"d1": ("c2",)}
