"""Configuration reports every mistake at once."""

import pytest

from shared.environment import BadConfiguration
from shared.settings import SiteSettings


def test_defaults_serve_loopback_only() -> None:
    site = SiteSettings.from_variables({})
    assert (site.host, site.port, site.base_url) == ("127.0.0.1", 8080, "http://127.0.0.1:8080")
    assert site.limits
    assert not site.secure


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(BadConfiguration) as caught:
        SiteSettings.from_variables(
            {
                "SAKET_HOST": "999.1.1.1",
                "SAKET_PORT": "http",
                "SAKET_BASE_URL": "roiet.example/path",
                "SAKET_SAMPLE": "perhaps",
                "SAKET_TRUSTED_PROXIES": "10.0.0.0/8,gateway",
                "SAKET_BODY_LIMIT": "-1",
                "SAKET_ALLOW_HOSTS": "10.0.0.0/8, zz//",
                "SAKET_REDIS_URL": "http://10.0.0.1",
            }
        )
    assert {problem.field for problem in caught.value.problems} == {
        "SAKET_HOST",
        "SAKET_PORT",
        "SAKET_BASE_URL",
        "SAKET_SAMPLE",
        "SAKET_TRUSTED_PROXIES",
        "SAKET_BODY_LIMIT",
        "SAKET_ALLOW_HOSTS",
        "SAKET_REDIS_URL",
    }


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_limits_may_be_lifted_on_loopback(host: str) -> None:
    assert not SiteSettings.from_variables({"SAKET_LIMITS": "off", "SAKET_HOST": host}).limits


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "roiet.example"])
def test_limits_stay_where_others_can_reach_the_site(host: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        SiteSettings.from_variables({"SAKET_LIMITS": "off", "SAKET_HOST": host, "SAKET_BASE_URL": "https://a.example"})
    assert [problem.field for problem in caught.value.problems] == ["SAKET_LIMITS"]


@pytest.mark.parametrize(
    ("host", "origin"),
    [("0.0.0.0", "http://127.0.0.1:9000"), ("::", "http://[::1]:9000"), ("::1", "http://[::1]:9000")],
)
def test_own_services_are_reached_on_this_machine(host: str, origin: str) -> None:
    variables = {"SAKET_HOST": host, "SAKET_PORT": "9000", "SAKET_BASE_URL": "https://roiet.example"}
    assert SiteSettings.from_variables(variables).origin == origin


@pytest.mark.parametrize(
    "value", ["ftp://a.example", "http://", "http://a:99999", "http://u:p@a.example", "http://[::1"]
)
def test_what_is_not_an_origin_is_refused(value: str) -> None:
    with pytest.raises(BadConfiguration):
        SiteSettings.from_variables({"SAKET_BASE_URL": value})


def test_a_site_over_https_binds_its_cookies_to_it() -> None:
    site = SiteSettings.from_variables({"SAKET_BASE_URL": "https://roiet.example/"})
    assert site.secure
    assert site.absolute("/feeds/posts.atom") == "https://roiet.example/feeds/posts.atom"
    assert site.authority == "roiet.example"
