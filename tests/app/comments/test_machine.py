"""A state machine over all that can happen to comments, with a process that dies between any two calls to the store.

After every step the store says the same as a model of a few lines; what a death left half done, the sweep mends.
"""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from services.comments.config import CommentsConfig
from services.comments.learning.label_store import RedisLabels
from services.comments.learning.labels import Kinds
from services.comments.model import State
from services.comments.moderation.doubt_store import RedisDoubts
from services.comments.moderation.queue_store import RedisQueue
from services.comments.storage.threads import RedisThreads
from services.comments.wiring.standalone import privacy
from services.comments.writing.writer import SWEEP_AFTER
from shared.environment import Environment
from shared.store.client import Store
from tests.app.comments.conftest import POST, Service, serving
from tests.support.valkey import ThrowawayServer

T = TypeVar("T")
TEXTS = st.sampled_from(["ดีมาก", "perhaps", "doubtful", "spam", "unscored", "ขอบคุณ"])
FIRST = {
    "ดีมาก": "published",
    "perhaps": "published",
    "ขอบคุณ": "published",
    "doubtful": "held",
    "unscored": "held",
    "spam": "rejected",
}


class Died(Exception):
    """The process ends here, as far as the store can tell."""


class Mortal:
    """A store whose process dies at its n-th call from now; before or after the call was done."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.left: int | None = None
        self.after = False

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._store, name)
        return self._dying(found) if name in {"execute", "batch", "call", "call_each", "in_order"} else found

    def _dying(self, call: Any) -> Any:
        async def run(*args: Any, **options: Any) -> Any:
            if self.left is None or _in_the_background():
                return await call(*args, **options)
            self.left -= 1
            if self.left > 0:
                return await call(*args, **options)
            self.left = None
            if self.after:
                await call(*args, **options)
            raise Died

        return run


def _in_the_background() -> bool:
    """Loops of the service go on: it is requests that die here."""
    task = asyncio.current_task()
    return task is not None and task.get_name().startswith(("comments-", "moderation-"))


@dataclass
class Known:
    """A comment as the model knows it; ``unsure``: a step died, so it may have been done or not."""

    receipt: str
    states: set[str]
    appealed: bool = False
    decisions: list[tuple[str, str]] = field(default_factory=list)


class Machine(RuleBasedStateMachine):
    """Steps go through HTTP to one service; ``server`` is set by the test."""

    server: ThrowawayServer

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.known: dict[str, Known] = {}
        self.number = 0
        self._begin()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def _begin(self) -> None:
        async def begin() -> None:
            self.store = await Store.connect(self.server.url)
            await self.store.execute("FLUSHALL")
            self.mortal = Mortal(self.store)
            self.context = serving(self.mortal, SAKET_LIMITS="off", SAKET_EDIT_MINUTES="1440")  # type: ignore[arg-type]
            self.service: Service = await self.context.__aenter__()

        self.run(begin())

    def teardown(self) -> None:
        async def end() -> None:
            self.mortal.left = None
            await self.context.__aexit__(None, None, None)
            await self.store.close()

        self.run(end())
        self.loop.close()

    def step(self, work: Coroutine[Any, Any, tuple[int, Any]], dies: int | None, after: bool) -> tuple[int, Any]:
        """A request; with ``dies`` the process ends at that call to the store, and the next one sweeps."""
        self.mortal.left, self.mortal.after = dies, after
        status, answer = self.run(work)
        self.mortal.left = None
        if status == 500:
            assert dies is not None, answer
            self.run(self._sweep())
        return status, answer

    async def _sweep(self) -> None:
        self.service.clock.pass_by(SWEEP_AFTER + timedelta(seconds=1))
        deps = privacy(self.service.kit, CommentsConfig.read(Environment({})))
        await deps.writer.sweep()

    def _one(self, data: st.DataObject) -> tuple[str, Known]:
        name = data.draw(st.sampled_from(sorted(self.known)))
        return name, self.known[name]

    DIES = st.none() | st.integers(1, 12)

    @rule(text=TEXTS, dies=DIES, after=st.booleans())
    def comment(self, text: str, dies: int | None, after: bool) -> None:
        self.number += 1
        key = f"k{self.number}"
        status, answer = self.step(self.service.send(text, key=key, author=f"คน {self.number}"), dies, after)
        if status == 500:  # the same request again: done once, whatever the first one did
            status, answer = self.run(self.service.send(text, key=key, author=f"คน {self.number}"))
        assert status == 201, answer
        assert answer["status"] == FIRST[text]
        self.known[answer["id"]] = Known(answer["receipt"], {answer["status"]})

    def _call(self, method: str, path: str, **options: Any) -> Coroutine[Any, Any, tuple[int, Any]]:
        return self.service.call(method, path, **options)

    def _ours(self, data: st.DataObject, what: str, dies: int | None, after: bool, **options: Any) -> None:
        """A step of the author: whatever happens, the comment is in a state that the step may lead to."""
        method, tail = {"edit": ("PATCH", ""), "withdraw": ("DELETE", ""), "appeal": ("POST", "/appeal")}.get(
            what, ("POST", "/erase")
        )
        name, known = self._one(data)
        path = f"/comments/api/receipts/{known.receipt}{tail}"
        status, _ = self.step(self._call(method, path, **options), dies, after)
        self._learn(name, known)
        assert status in {200, 409, 500}

    @precondition(lambda self: self.known)
    @rule(data=st.data(), text=TEXTS, dies=DIES, after=st.booleans())
    def edit(self, data: st.DataObject, text: str, dies: int | None, after: bool) -> None:
        self._ours(data, "edit", dies, after, json={"text": text})

    @precondition(lambda self: self.known)
    @rule(data=st.data(), dies=DIES, after=st.booleans())
    def withdraw(self, data: st.DataObject, dies: int | None, after: bool) -> None:
        self._ours(data, "withdraw", dies, after)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), dies=DIES, after=st.booleans())
    def appeal(self, data: st.DataObject, dies: int | None, after: bool) -> None:
        self._ours(data, "appeal", dies, after, json={"reason": "ขอ"})

    @precondition(lambda self: self.known)
    @rule(data=st.data(), dies=DIES, after=st.booleans())
    def erase(self, data: st.DataObject, dies: int | None, after: bool) -> None:
        self._ours(data, "erase", dies, after)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), dies=DIES, after=st.booleans())
    def report(self, data: st.DataObject, dies: int | None, after: bool) -> None:
        name, known = self._one(data)
        status, _ = self.step(self._call("POST", f"/comments/api/comments/{name}/reports"), dies, after)
        assert status in {202, 404, 500}
        self._learn(name, known)

    @precondition(lambda self: self.known)
    @rule(
        data=st.data(),
        action=st.sampled_from(["approve", "reject", "spam", "restore"]),
        dies=DIES,
        after=st.booleans(),
    )
    def decide(self, data: st.DataObject, action: str, dies: int | None, after: bool) -> None:
        name, known = self._one(data)
        confirms = action == "approve" and known.states == {"published"}
        shown, reviewed = self._shown(), self._reviewed(name)
        body = {"ids": [name], "action": action}
        status, ruling = self.step(
            self._call("POST", "/comments/api/moderation/decisions", staff=True, json=body), dies, after
        )
        before = next(iter(known.states))
        self._learn(name, known)
        if status == 200 and ruling.get("applied"):
            known.decisions.append((ruling["decision"], before))
        if confirms:
            assert self._shown() == shown, "nobody sees that a public comment is confirmed"
            assert status == 500 or bool(ruling["applied"]) is not reviewed
            assert self._reviewed(name) or status == 500

    @precondition(lambda self: any(known.decisions for known in self.known.values()))
    @rule(data=st.data(), dies=DIES, after=st.booleans())
    def undo(self, data: st.DataObject, dies: int | None, after: bool) -> None:
        name = data.draw(st.sampled_from(sorted(n for n, known in self.known.items() if known.decisions)))
        known = self.known[name]
        decision, before = known.decisions.pop()
        path = f"/comments/api/moderation/decisions/{decision}/undo"
        status, ruling = self.step(self._call("POST", path, staff=True), dies, after)
        self._learn(name, known)
        if status == 200 and ruling.get("applied"):
            assert known.states == {before}

    def _learn(self, name: str, known: Known) -> None:
        """The state now, which the store alone knows after a death."""
        status, told = self.run(self.service.get(f"/comments/api/receipts/{known.receipt}"))
        assert status == 200
        known.states = {self._state(name)}
        assert told["status"] in {*known.states, "rejected"}

    def _state(self, name: str) -> str:
        return str(self._standing(name)["state"])

    def _reviewed(self, name: str) -> bool:
        return bool(self._standing(name)["reviewed"])

    def _standing(self, name: str) -> dict[str, Any]:
        thread, _, unique = name.partition(".")
        raw = self.run(self.store.execute("HGET", f"{{t:{thread}}}:records", unique))
        standing: dict[str, Any] = json.loads(raw)["standing"]
        return standing

    def _shown(self) -> tuple[int, Any]:
        return self.run(self.service.get(f"/comments/feeds/thread.atom?url={POST}"))

    @invariant()
    def what_the_public_sees_is_what_is_published(self) -> None:
        _, listed = self.run(self.service.get("/comments/api/comments", params={"thread": POST}))
        public = {name for name, known in self.known.items() if known.states == {"published"}}
        assert {item["id"] for item in listed["items"]} == public
        assert listed["count"] == len(public)

    @invariant()
    def the_index_knows_every_comment_where_it_stands(self) -> None:
        queue = RedisQueue(self.store)
        for state in State:
            standing = {name for name, known in self.known.items() if known.states == {state.value}}
            assert set(self.run(queue.first(state, 1000))) == standing, state

    @invariant()
    def what_teaches_is_what_a_person_has_said_last(self) -> None:
        labels = RedisLabels(self.store, secret=b"", clock=self.service.clock)
        taught = {label.comment: label.spam for label in self.run(labels.everything())}
        for name, known in self.known.items():
            if known.states == {"published"} and not self._reviewed(name):
                assert name not in taught
            if name in taught:
                assert taught[name] is (known.states == {"spam"})
        assert self.run(labels.kinds()) == Kinds(sum(not spam for spam in taught.values()), sum(taught.values()))

    @invariant()
    def the_filter_asks_only_about_what_is_public_and_nobody_has_reviewed(self) -> None:
        places, _ = self.run(RedisDoubts(self.store, RedisThreads(self.store), self.service.clock).everything())
        for place in places:
            assert (self.known[place.comment].states, self._reviewed(place.comment)) == ({"published"}, False)


def test_whatever_happens_and_whenever_a_process_dies(valkey_server: ThrowawayServer) -> None:
    class Here(Machine):
        server = valkey_server

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=8, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
