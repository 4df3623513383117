"""Compiles the `.pyx` files beside the modules that use them. Without a compiler Saket runs all the same, slower."""

import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext
from setuptools.errors import CCompilerError, ExecError, PlatformError

_PACKAGES = ("services", "shared")
_OPTIONS = ["-O3", "-ffp-contract=off"]  # sums as Python makes them, to the last bit


class Native(BuildHookInterface[Any]):
    """Runs on every build of a wheel, editable ones too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's interface
        try:
            _compile(Path(self.root))
        except (CCompilerError, ExecError, PlatformError) as error:
            self.app.display_warning(f"not compiled, the Python versions are used instead: {error}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"] += ["*.so", "*.pyd"]


def _compile(root: Path) -> None:
    """Each ``a/b.pyx`` becomes the module ``a.b`` in its own folder."""
    sources = [path.relative_to(root) for package in _PACKAGES for path in sorted((root / package).rglob("*.pyx"))]
    extensions = [
        Extension(
            ".".join(source.with_suffix("").parts),
            [str(source)],
            depends=[str(part.relative_to(root)) for part in (root / source).parent.glob("*.pxi")],
            extra_compile_args=_OPTIONS,
        )
        for source in sources
    ]
    with tempfile.TemporaryDirectory() as made:
        command = build_ext(Distribution({"name": "saket", "ext_modules": extensions}))
        command.inplace, command.build_temp, command.cython_c_in_temp = True, made, True
        command.ensure_finalized()
        command.run()
