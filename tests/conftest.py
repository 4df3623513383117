"""Fixtures and rules for all tests: loopback only, real stores, and what to do where the machine lacks something."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from shared.store.client import Store
from tests.support.loopback import LoopbackGuard
from tests.support.valkey import (
    ThrowawayCluster,
    ThrowawayServer,
    throwaway_cluster,
    throwaway_server,
)

GUARD = LoopbackGuard()
settings.register_profile("patient", deadline=None)  # a busy machine is no defect
settings.load_profile("patient")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--strict-env",
        action="store_true",
        default=os.environ.get("CI") == "true",
        help="fail, instead of skipping, tests whose corpora or browser are missing (the default if CI=true)",
    )


def pytest_configure() -> None:
    GUARD.install()


def pytest_unconfigure() -> None:
    GUARD.remove()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever uses a server is marked ``store``."""
    for item in items:
        if {"valkey_server", "valkey_cluster"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.store)


def pytest_runtest_setup(item: pytest.Item) -> None:
    missing = []
    if item.get_closest_marker("corpora") and find_corpora() is None:
        missing.append("SAKET_CORPORA does not name a folder")
    if item.get_closest_marker("browser") and find_chromium() is None:
        missing.append("no Chromium: neither SAKET_CHROMIUM nor chromium on PATH")
    if missing and item.config.getoption("--strict-env"):
        pytest.fail("; ".join(missing), pytrace=False)
    if missing:
        pytest.skip("; ".join(missing))


def find_corpora() -> Path | None:
    named = os.environ.get("SAKET_CORPORA", "")
    return Path(named) if named and Path(named).is_dir() else None


def find_chromium() -> str | None:
    return os.environ.get("SAKET_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(autouse=True)
def _stays_on_loopback() -> Iterator[None]:
    GUARD.take_attempts()
    yield
    attempts = GUARD.take_attempts()
    if attempts:
        pytest.fail(f"connected beyond loopback: {', '.join(attempts)}", pytrace=False)


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of corpora. Mark the test ``corpora`` as well."""
    found = find_corpora()
    assert found is not None, "mark the test with pytest.mark.corpora"
    return found


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program. Mark the test ``browser`` as well."""
    found = find_chromium()
    assert found is not None, "mark the test with pytest.mark.browser"
    return found


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ThrowawayServer]:
    """One server a session (a worker, under xdist). Tests that break it start their own."""
    with throwaway_server() as server:
        yield server


@pytest.fixture(scope="session")
def valkey_cluster() -> Iterator[ThrowawayCluster]:
    with throwaway_cluster() as cluster:
        yield cluster


@pytest.fixture
def store_url(valkey_server: ThrowawayServer) -> str:
    """The address of an empty server."""
    valkey_server.reset()
    return valkey_server.url


@pytest.fixture
def cluster_url(valkey_cluster: ThrowawayCluster) -> str:
    """The address of an empty cluster."""
    valkey_cluster.reset()
    return valkey_cluster.url


@pytest.fixture(params=["single", "cluster"])
def any_store_url(request: pytest.FixtureRequest) -> str:
    """Both, one after the other."""
    fixture = "store_url" if request.param == "single" else "cluster_url"
    url = request.getfixturevalue(fixture)
    assert isinstance(url, str)
    return url


@pytest.fixture
async def store(store_url: str) -> AsyncIterator[Store]:
    async with _connected(store_url) as opened:
        yield opened


@pytest.fixture
async def cluster_store(cluster_url: str) -> AsyncIterator[Store]:
    async with _connected(cluster_url) as opened:
        yield opened


@pytest.fixture
async def any_store(any_store_url: str) -> AsyncIterator[Store]:
    """For contract suites: the same test on one server and on a cluster."""
    async with _connected(any_store_url) as opened:
        yield opened


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Store]:
    opened = await Store.connect(url)
    try:
        yield opened
    finally:
        await opened.close()
