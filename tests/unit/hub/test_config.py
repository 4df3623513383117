import pytest

from services.hub.config import HubConfig
from services.hub.model import Ceilings
from shared.environment import BadConfiguration, Environment


def test_defaults() -> None:
    config = HubConfig.read(Environment({}))
    assert config == HubConfig(deliveries=16, poll=1.0, ceilings=Ceilings(10_000, 1_000))


def test_all_mistakes_at_once() -> None:
    env = Environment({"SAKET_HUB_DELIVERIES": "0", "SAKET_HUB_POLL": "never", "SAKET_HUB_PER_HOST": "x"})
    HubConfig.read(env)
    with pytest.raises(BadConfiguration) as caught:
        env.check()
    assert [p.field for p in caught.value.problems] == [
        "SAKET_HUB_DELIVERIES",
        "SAKET_HUB_POLL",
        "SAKET_HUB_PER_HOST",
    ]
