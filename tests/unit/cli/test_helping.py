"""Helpers are started again, whatever kept them from running."""

import logging
from pathlib import Path

import pytest

from services.cli import helping
from shared.store.waiting import wait_until


async def test_a_helper_that_cannot_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    program = tmp_path / "helper"
    monkeypatch.setattr(helping, "_COMMAND", (str(program),))
    monkeypatch.setattr(helping, "FIRST_RESTART_SECONDS", 0.01)
    caplog.set_level(logging.ERROR)
    async with helping.helped(1, {}):
        assert await wait_until(lambda: "No such file" in caplog.text, seconds=10)
        program.write_text("#!/bin/sh\nexit 7\n")
        program.chmod(0o700)
        assert await wait_until(lambda: "(7)" in caplog.text, seconds=10)
