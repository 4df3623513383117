from importlib.metadata import version

from shared.fetch.identity import user_agent


def test_a_publisher_learns_who_asks() -> None:
    assert user_agent("Saket", "http://roiet.example/planet/sources") == (
        f"Saket/{version('saket')} (+http://roiet.example/planet/sources)"
    )


def test_and_for_how_many() -> None:
    assert user_agent("Saket", "http://r.example/", 1).endswith("(+http://r.example/; 1 subscriber)")
    assert user_agent("Saket", "http://r.example/", 40).endswith("(+http://r.example/; 40 subscribers)")
