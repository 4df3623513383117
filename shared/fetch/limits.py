"""How long a fetch may take and how much it may bring."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Deadlines in seconds, sizes in bytes.

    ``headers`` runs from the first look at the name to the end of the response headers, anew for every redirect;
    ``connect`` is for one address of the host; ``read`` is the longest silence within a body; ``total`` covers
    everything, redirects included. ``body`` is counted on the wire and again after decompression.
    """

    total: float = 20.0
    connect: float = 5.0
    headers: float = 10.0
    read: float = 10.0
    body: int = 5 * MIB
    header_field: int = 8 * 1024
    header_count: int = 100
    redirects: int = 5
    connections: int = 100
