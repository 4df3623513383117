"""``python -m services.hub``: the hub in a process of its own; ``SAKET_ORIGIN`` says where our feeds are served."""

from services.hub.app import HubDeps, create_app
from services.hub.config import HubConfig
from shared.web.process import Service, run_service

if __name__ == "__main__":
    run_service(Service("/hub", HubConfig.read, lambda config, kit: create_app(config, HubDeps(kit)), landing="/hub"))
