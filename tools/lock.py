"""Resolve pyproject.toml into hashed lock files that name no index: what runs is a subset of what is tested."""

import subprocess
import sys

_COMMON = (
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--no-annotate",
    "--all-extras",
    "--group=build",
)


def main() -> None:
    """Write requirements/dev.txt, then requirements/run.txt within its versions."""
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    _compile(*upgrade, "--group", "dev", "--output-file", "requirements/dev.txt")
    _compile(*upgrade, "--constraint", "requirements/dev.txt", "--output-file", "requirements/run.txt")


def _compile(*options: str) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", *_COMMON, *options, "pyproject.toml"]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
