"""How Saket introduces itself to the sites that it fetches from."""

from importlib.metadata import version


def user_agent(product: str, about: str) -> str:
    """``Saket/0.1.0 (+https://roiet.example/planet/sources)``: ``about`` is where people learn who asks and why."""
    return f"{product}/{version('saket')} (+{about})"
