"""``python -m services.aggregator``: the aggregator in a process of its own."""

from services.aggregator.app import AggregatorDeps, create_app
from services.aggregator.config import AggregatorConfig
from shared.web.process import Service, run_service

if __name__ == "__main__":
    run_service(
        Service(
            "/planet",
            AggregatorConfig.read,
            lambda config, kit: create_app(config, AggregatorDeps(kit)),
            landing="/planet/sources",
        )
    )
