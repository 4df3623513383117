"""Whose budget a source is fetched on. Pure."""

from urllib.parse import urlsplit

from services.aggregator.model import Source
from shared.fetch.domains import registrable


def domain_of(source: Source) -> str:
    """The registrable domain of where it is fetched from."""
    return registrable(urlsplit(source.address).hostname or source.address)
