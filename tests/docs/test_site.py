"""The site: nothing in it is loaded from elsewhere, no link within it is broken, and each face has its page."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import footwise

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def loaded_from_elsewhere():
    path = PROJECT / "docs" / "extensions" / "nothing_from_elsewhere.py"
    spec = importlib.util.spec_from_file_location("nothing_from_elsewhere", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.loaded_from_elsewhere


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script src="https://example.org/a.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="//example.org/a.css">'),
        ("a.html", '<link rel="preconnect" href="https://example.org">'),
        ("a.html", '<img src="http://example.org/a.png">'),
        ("a.html", '<img src="a.png" srcset="a.png, https://example.org/b.png 2x">'),
        ("a.html", "<style>@import 'https://example.org/a.css';</style>"),
        ("a.html", '<p style="background: url(https://example.org/a.png)">'),
        ("a.html", '<script>s.src = "https://example.org/a.js"</script>'),
        ("a.css", "@font-face { src: url(https://example.org/a.woff2) }"),
        ("a.svg", '<svg><image href="https://example.org/a.png"/></svg>'),
        ("a.js", 'fetch("https://example.org/a.json")'),
    ],
)
def test_what_a_browser_would_load_is_found(loaded_from_elsewhere, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert [address for address in loaded_from_elsewhere(tmp_path / name) if "example.org" in address]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<a href="https://example.org">a place to go to</a><img src="_images/a.png">'),
        ("a.html", '<link rel="canonical" href="https://example.org/a.html"><script src="_static/a.js"></script>'),
        ("a.html", '<img src="data:image/svg+xml;charset=utf8,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27%3E">'),
        ("a.html", "<code>@import https://example.org/a.css</code>"),
        ("a.css", "a { background: url(a.png) } /* https://example.org */"),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>'),
    ],
)
def test_what_only_names_a_place_is_not(loaded_from_elsewhere, tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert loaded_from_elsewhere(tmp_path / name) == []


@pytest.mark.slow
def test_it_is_built_without_a_warning(tmp_path):
    """All pages but the pictures of the gallery, whose examples run by themselves."""
    for name in ("docs", "examples", "src"):
        made = shutil.ignore_patterns("_build", "api", "gallery", "__pycache__") if name == "docs" else None
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=made)
    for page in PROJECT.glob("*.md"):
        shutil.copy(page, tmp_path)
    build = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--quiet"]
    build += ["-D", "sphinx_gallery_conf.plot_gallery=0", "docs", "site"]
    result = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    site = tmp_path / "site"
    for page in ("index", "trial", "contributing", "api/footwise", "api/footwise.loads", "gallery/loads/one_walk"):
        assert (site / f"{page}.html").stat().st_size > 3000
    front_door = (site / "api" / "footwise.html").read_text(encoding="utf-8")
    assert 'id="footwise.measure"' in front_door and 'id="footwise.foot_sensor"' in front_door


def test_the_citation_is_of_this_version():
    assert f"\nversion: {footwise.__version__}\n" in (PROJECT / "CITATION.cff").read_text(encoding="utf-8")
