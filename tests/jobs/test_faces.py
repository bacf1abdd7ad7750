"""The faces of the jobs: what they offer is there, and is no file of the same name."""

from __future__ import annotations

import ast
import pkgutil
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from footwise import jobs


@pytest.mark.parametrize("face", ["footwise.jobs", "footwise.jobs.batch", "footwise.jobs.film", "footwise.jobs.trial"])
def test_what_is_offered_is_no_file(face):
    module = import_module(face)
    for file in pkgutil.iter_modules(module.__path__):
        # An imported file becomes an attribute of its folder, in front of what is loaded when it is asked for.
        import_module(f"{face}.{file.name}")
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        assert not isinstance(getattr(module, name), ModuleType), name


def called_and_imported(path):
    """Names that a file calls, and modules that it imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    called = {getattr(node.func, "id", "") for node in nodes if isinstance(node, ast.Call)}
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return called, imported | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def test_jobs_print_nothing():
    for path in sorted(Path(jobs.__file__).parent.rglob("*.py")):
        called, imported = called_and_imported(path)
        assert "print" not in called, path
        assert not {module for module in imported if module.split(".")[0] in {"rich", "typer", "click"}}, path


def test_benchmarks_and_examples_call_jobs_and_no_commands():
    root = Path(__file__).parents[2]
    files = [path for folder in ("benchmarks", "examples") for path in sorted((root / folder).rglob("*.py"))]
    assert len(files) > 20
    for path in files:
        _, imported = called_and_imported(path)
        assert not {module for module in imported if f"{module}.".startswith("footwise.cli.")}, path
