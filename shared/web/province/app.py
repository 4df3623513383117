"""The routes about the settings, wired: served by whichever process serves the login."""

from shared.web.kit import Kit
from shared.web.openapi import description
from shared.web.province.settings_api import SettingsApi
from shared.web.province.settings_page import HOME, SettingsPage
from shared.web.province.stylesheet import Stylesheet
from shared.web.routing import Route


def province_routes(kit: Kit) -> list[Route]:
    """At the root of the site, with a description of their own."""
    routes = [
        *SettingsPage(kit.identity, kit.gate, kit.pages, kit.bodies).routes(),
        *SettingsApi(kit.identity, kit.gate, kit.bodies).routes(),
        *Stylesheet(kit.site.board).routes(),
    ]
    return [*routes, description("Saket: the settings of the site", "", routes, path=f"{HOME}/openapi.json")]
