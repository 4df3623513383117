"""The pages about accounts, wired: served by whichever process serves the login."""

from shared.web.account.factor_page import FactorPage
from shared.web.account.frame import Frame
from shared.web.account.log_page import LogPage
from shared.web.account.own_page import HOME, OwnPage
from shared.web.account.staff_pages import StaffPages
from shared.web.kit import Kit
from shared.web.login import Desks, LoginPages
from shared.web.openapi import description
from shared.web.routing import Route


def staff_routes(kit: Kit, *, landing: str, desks: Desks) -> list[Route]:
    """Login, logout and everything under ``/account``, with a description of its own."""
    staff, frame = kit.staff, Frame(kit.gate, kit.pages, kit.bodies)
    routes = [
        *LoginPages(staff, kit.gate, kit.pages, kit.bodies, landing=landing, desks=desks).routes(),
        *OwnPage(staff, frame).routes(),
        *FactorPage(staff, frame, kit.site.authority).routes(),
        *StaffPages(staff, frame, kit.site).routes(),
        *LogPage(staff, frame).routes(),
    ]
    return [*routes, description("Saket: logins and accounts", "", routes, path=f"{HOME}/openapi.json")]
