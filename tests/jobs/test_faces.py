"""The faces of the jobs: what they offer is there, and is no file of the same name."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

import pytest


@pytest.mark.parametrize("face", ["footwise.jobs", "footwise.jobs.film", "footwise.jobs.trial"])
def test_what_is_offered_is_no_file(face):
    module = import_module(face)
    for file in pkgutil.iter_modules(module.__path__):
        # An imported file becomes an attribute of its folder, in front of what is loaded when it is asked for.
        import_module(f"{face}.{file.name}")
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        assert not isinstance(getattr(module, name), ModuleType), name
