"""What can go wrong with a plan (bad input is `shared.errors.InvalidInput`, with the place of every error)."""

from shared.errors import Conflict, NotFound


class NoPlan(NotFound):
    """No plan has been brought in, or none that covers the time asked for."""

    code = "no-plan"

    def __init__(self, what: str = "") -> None:
        super().__init__("plan", what)


class PlanChanged(Conflict):
    """Somebody else has changed the plan since it was read."""

    code = "plan-changed"

    def __init__(self) -> None:
        super().__init__("the plan has been changed by somebody else meanwhile")
