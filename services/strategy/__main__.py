"""``python -m services.strategy``: the strategy service in a process of its own."""

from services.strategy.app import create_app
from shared.web.process import Service, run_service

if __name__ == "__main__":
    run_service(Service("/strategy", lambda _env: None, lambda _config, kit: create_app(kit), landing="/strategy/edit"))
