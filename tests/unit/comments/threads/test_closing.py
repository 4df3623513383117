from datetime import timedelta

from services.comments.threads.closing import Door, closed_since
from tests.support.comments import NOW

AGE = timedelta(days=30)


def test_a_thread_closes_when_it_is_old_enough() -> None:
    assert closed_since(None, NOW - AGE + timedelta(seconds=1), AGE, NOW) is None
    assert closed_since(None, NOW - AGE, AGE, NOW) == NOW
    assert closed_since(None, NOW - AGE * 3, None, NOW) is None
    assert closed_since(None, None, AGE, NOW) is None


def test_what_a_person_said_comes_before_the_calendar() -> None:
    assert closed_since(Door(is_open=True, since=NOW, by="daeng"), NOW - AGE * 2, AGE, NOW) is None
    assert closed_since(Door(is_open=False, since=NOW, by="daeng"), NOW, None, NOW) == NOW
