"""Every expected error has one base, so that a caller and the command line can catch it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import copydesk
from copydesk.errors import CopydeskError

#: Faults of a program, not of its input, and signals inside a module.
INTERNAL = {"AlignmentError", "Fault"}

ERRORS = sorted(
    {
        value
        for module in pkgutil.walk_packages(copydesk.__path__, "copydesk.")
        if module.name != "copydesk.__main__"
        for value in vars(importlib.import_module(module.name)).values()
        if inspect.isclass(value) and issubclass(value, Exception) and value.__module__.startswith("copydesk")
    },
    key=lambda error: error.__name__,
)


@pytest.mark.parametrize("error", [e for e in ERRORS if e.__name__ not in INTERNAL and not e.__name__.startswith("_")])
def test_an_expected_error_has_the_base(error: type[Exception]) -> None:
    assert issubclass(error, CopydeskError)
    assert error.__doc__
