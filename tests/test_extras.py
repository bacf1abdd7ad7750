"""Packages that a plain install leaves out: each place that needs one says so, in one line that names the extra."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

import footwise
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import _EXTRAS, missing_extra, require

HOUSE = Path(footwise.__file__).parent
PROJECT = Path(__file__).parents[1] / "pyproject.toml"
# Names under which packages are imported, where these are not those of the distributions.
IMPORTED = {
    "argon2-cffi": "argon2",
    "django-allauth": "allauth",
    "django-axes": "axes",
    "django-csp": "csp",
    "django-ninja": "ninja",
    "opencv-python-headless": "cv2",
    "pycap": "redcap",
    "pyjwt": "jwt",
    "pyserial": "serial",
    "python-osc": "pythonosc",
    "simpleitk": "SimpleITK",
}
# The clinic's models and pages are classes of Django's and cannot wait for a function; its faces load none of them,
# and `serve_clinic`, which the command line calls, asks for all of them first.
BEHIND_SERVE = {
    path
    for path in (HOUSE / "clinic").rglob("*.py")
    if path.name != "__init__.py" and path not in {HOUSE / "clinic" / name for name in ("home.py", "serving.py")}
}


def test_the_extras_are_those_of_the_project():
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    promised = {}
    for extra in ("batch", "cartilage", "clinic", "live", "pose", "video", "trial", "xarray"):
        for requirement in extras[extra]:
            name = re.split(r"[\[>]", requirement)[0].strip()
            # What is in another extra is promised there.
            if name != "footwise":
                promised[IMPORTED.get(name, name.replace("-", "_"))] = extra
    assert {package: extra for package, (extra, _) in _EXTRAS.items()} == promised


def test_a_package_that_is_there_is_no_trouble():
    require("av", "cv2", "statsmodels")


@pytest.mark.parametrize("package", sorted(_EXTRAS))
def test_a_missing_package_is_one_line(package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(FootwiseError) as caught:
        require("ezc3d", package)
    assert caught.value.kind is ErrorKind.MISSING_EXTRA
    extra = _EXTRAS[package][0]
    assert str(caught.value).startswith(f"{package}: is not installed, and ")
    assert str(caught.value).endswith(f" it. Install it: pip install 'footwise[{extra}]'.")


def test_an_import_that_failed_is_told_the_same_way():
    error = missing_extra(ModuleNotFoundError("No module named 'av.container'", name="av.container"))
    assert error is not None and error.kind is ErrorKind.MISSING_EXTRA
    assert str(error) == "av: is not installed, and films need it. Install it: pip install 'footwise[video]'."
    broken = missing_extra(ImportError("libGL.so.1: cannot open shared object file", name="cv2"))
    assert str(broken).startswith(
        "cv2: cannot be loaded (libGL.so.1: cannot open shared object file). Install it again"
    )
    assert missing_extra(ModuleNotFoundError("No module named 'numpy'", name="numpy")) is None
    assert missing_extra(ImportError("what is this")) is None


def extras_imported(function: ast.AST) -> list[str]:
    """Packages of extras that a function imports before it has asked for them."""
    asked, early = set(), []
    nodes = [node for node in ast.walk(function) if isinstance(node, ast.Call | ast.Import | ast.ImportFrom)]
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if isinstance(node, ast.Call):
            if getattr(node.func, "id", "") == "require":
                asked |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
            continue
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        early += [module for module in modules if module.partition(".")[0] in set(_EXTRAS) - asked]
    return early


def test_each_import_of_an_extra_asks_for_it_first():
    early, found = {}, 0
    for path in sorted(set(HOUSE.rglob("*.py")) - BEHIND_SERVE):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                found += "require" in {
                    getattr(one.func, "id", "") for one in ast.walk(node) if isinstance(one, ast.Call)
                }
                if modules := extras_imported(node):
                    early[f"{path.relative_to(HOUSE)}:{node.lineno}"] = modules
    assert early == {}
    assert found > 20


def test_no_extra_is_imported_with_its_file():
    """Only inside functions, or for types: a plain install can import every file."""
    found = {}
    for path in sorted(set(HOUSE.rglob("*.py")) - BEHIND_SERVE):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                if any(module.partition(".")[0] in _EXTRAS for module in modules):
                    found[str(path.relative_to(HOUSE))] = modules
    assert found == {}
