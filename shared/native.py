"""Loops over characters that are compiled: each ``_x.pyx`` beside a twin ``x.py``, which does the same in Python.

Which of both is used is decided in one module a package, named ``native``, too: the compiled one where it is there.
"""

from importlib.machinery import EXTENSION_SUFFIXES
from importlib.resources import files
from importlib.resources.abc import Traversable

_PACKAGES = ("services", "shared")


def not_compiled() -> list[str]:
    """The modules that could be compiled, and are not: Saket works without them, slower."""
    return sorted(name for package in _PACKAGES for name in _missing(files(package), package))


def _missing(folder: Traversable, package: str) -> list[str]:
    entries = {entry.name: entry for entry in folder.iterdir()}
    found = [
        f"{package}.{stem}"
        for stem in (name.removesuffix(".pyx") for name in entries if name.endswith(".pyx"))
        if not any(stem + suffix in entries for suffix in EXTENSION_SUFFIXES)
    ]
    for name, entry in entries.items():
        if entry.is_dir() and name.isidentifier():
            found += _missing(entry, f"{package}.{name}")
    return found
