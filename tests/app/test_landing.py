"""Where staff find themselves after the login, in the whole site."""

import pytest

from services.host import HostConfig, create_site
from shared.store.client import Store
from shared.web.kit import make_kit
from tests.support.site import client_of

VARIABLES = {"SAKET_BASE_URL": "http://roiet.example", "SAKET_SAMPLE": "0", "SAKET_DATA": "unused"}


@pytest.mark.parametrize(
    ("role", "wanted", "landing"),
    [
        ("publisher", "", "/write"),
        ("moderator", "", "/comments/moderation"),
        ("admin", "", "/comments/moderation"),
        ("publisher", "/write/new?lang=en", "/write/new?lang=en"),
        ("publisher", "//evil.example/write", "/write"),
        ("publisher", "https://evil.example/write", "/write"),
    ],
)
async def test_everybody_lands_at_their_own_desk(store: Store, role: str, wanted: str, landing: str) -> None:
    config = HostConfig.from_variables(VARIABLES)
    kit = await make_kit(config.site, store)
    password = await kit.staff.add_account("malee", role)
    async with client_of(create_site(config, kit, sample=False)) as client:
        fields = {"name": "malee", "password": password, "next": wanted}
        async with client.post("/login", data=fields, allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (303, landing)
