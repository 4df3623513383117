import pytest

from services.hub.config import HubConfig
from services.hub.model import Ceilings, Digest
from shared.environment import BadConfiguration, Environment


def test_defaults() -> None:
    config = HubConfig.read(Environment({}))
    assert config == HubConfig(deliveries=16, poll=1.0, ceilings=Ceilings(10_000, 1_000), signature=Digest.SHA256)


def test_all_mistakes_at_once() -> None:
    variables = {"SAKET_HUB_DELIVERIES": "0", "SAKET_HUB_POLL": "never", "SAKET_HUB_PER_HOST": "x"}
    variables["SAKET_HUB_SIGNATURE"] = "sha1"
    env = Environment(variables)
    HubConfig.read(env)
    with pytest.raises(BadConfiguration) as caught:
        env.check()
    assert [p.field for p in caught.value.problems] == [
        "SAKET_HUB_DELIVERIES",
        "SAKET_HUB_POLL",
        "SAKET_HUB_PER_HOST",
        "SAKET_HUB_SIGNATURE",
    ]


@pytest.mark.parametrize("word", ["sha256", "SHA384", "sha512"])
def test_the_signature_is_the_sites_choice(word: str) -> None:
    assert HubConfig.read(Environment({"SAKET_HUB_SIGNATURE": word})).signature is Digest(word.lower())
