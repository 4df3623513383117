"""What this process shows of the province: always the newest settings it knows of, and who wants to hear of others."""

from collections.abc import Callable

from shared.site.identity import Edition, Identity
from shared.site.rules import apply


class Board:
    """One for every `shared.settings.SiteSettings`: pages and feeds read it each time they are made.

    What is kept of a rule that has become stricter since is passed over: a site is never without a face.
    """

    def __init__(self, defaults: Identity) -> None:
        self._defaults = defaults
        self._edition = Edition()
        self._shown = defaults
        self._listeners: list[Callable[[], None]] = []

    @property
    def shown(self) -> Identity:
        return self._shown

    @property
    def defaults(self) -> Identity:
        """What holds where nothing was set."""
        return self._defaults

    @property
    def version(self) -> int:
        """Changes with everything that is shown; 0 before anything was set."""
        return self._edition.version

    def on_change(self, tell: Callable[[], None]) -> None:
        """Call this after every change from now on."""
        self._listeners.append(tell)

    def put_up(self, edition: Edition) -> None:
        """Show these settings."""
        if edition.version == self._edition.version:
            return
        self._edition = edition
        self._shown, _ = apply(edition.values, self._defaults)
        for tell in self._listeners:
            tell()
