from importlib.metadata import version

from shared.fetch.identity import user_agent


def test_a_publisher_learns_who_asks() -> None:
    assert user_agent("Saket", "http://roiet.example/planet/sources") == (
        f"Saket/{version('saket')} (+http://roiet.example/planet/sources)"
    )
