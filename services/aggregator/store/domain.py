"""Whose budget a source is fetched on. Pure."""

from services.aggregator.model import Source
from shared.fetch.domains import registrable
from shared.fetch.urls import HttpUrl


def domain_of(source: Source) -> str:
    """The registrable domain of where it is fetched from."""
    return registrable(HttpUrl.parse(source.address).host)
