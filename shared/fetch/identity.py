"""How Saket introduces itself to the sites that it fetches from."""

from importlib.metadata import version


def user_agent(product: str, about: str, subscribers: int | None = None) -> str:
    """``Saket/0.1.0 (+https://roiet.example/planet/sources; 4 subscribers)``.

    ``about`` is where people learn who asks and why, ``subscribers`` how many subscriptions with us it is for.
    """
    readers = "" if subscribers is None else f"; {subscribers} subscriber{'' if subscribers == 1 else 's'}"
    return f"{product}/{version('saket')} (+{about}{readers})"
