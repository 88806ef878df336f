"""One module of a package that would otherwise read all its others: a worker holds what it needs.

    >>> french = module_alone("snowballstemmer", "french_stemmer")

The tables of thirty languages weigh 11 MB, the holidays of 250 countries 9 MB.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


def module_alone(package: str, name: str) -> Any:
    """The module *name* of *package*, whose own ``__init__`` is not run; whoever imports the package later finds it
    as ever."""
    found = find_spec(package)
    if found is None or package in sys.modules:
        return import_module(f"{package}.{name}")
    bare = ModuleType(package)
    bare.__path__ = list(found.submodule_search_locations or ())
    sys.modules[package] = bare
    try:
        return import_module(f"{package}.{name}")
    finally:
        del sys.modules[package]


def without(absent: str, name: str) -> Any:
    """The module *name*, imported as on a machine that does not have *absent*: what it would only decorate consoles
    with stays out of the worker."""
    if absent in sys.modules:
        return import_module(name)
    sys.modules[absent] = None  # type: ignore[assignment]  # documented: an import of it then fails
    try:
        return import_module(name)
    finally:
        del sys.modules[absent]
