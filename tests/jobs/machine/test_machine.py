"""What a machine lacks is said with what would help, and what is broken ends nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from footwise.cli import app as cli
from footwise.clinic.trying import PARTS
from footwise.extras import _EXTRAS, packages_of_extras
from footwise.jobs.machine import Finding, Part, State, look_at_machine, looking, trying

TRY = [sys.executable, "-m", "footwise.jobs.machine.trying"]


@pytest.fixture(scope="module")
def found():
    more = [Part(name, "footwise.clinic.trying", "clinic") for name in PARTS]
    return {one.part: one for one in look_at_machine(more)}


def test_every_part_that_is_installed_works_here(found):
    assert [one for one in found.values() if one.state is State.BROKEN] == []
    for part in ("measuring", "pictures", "C3D files", "films", "cartilage images", "a PDF", "the clinic", "backups",
                 "statistics of a trial", "many cores", "cache", "extra clinic", "the lab's streams"):  # fmt: skip
        assert found[part].state is State.WORKS, found[part]
    assert "strides of a simulated walk were measured" in found["measuring"].says
    assert all(one.remedy for one in found.values() if one.state is State.MISSING)
    assert {"sample treadmill", "npm", "browser", "sound", "radio sensors"} <= set(found)


def test_every_part_is_told_once_and_can_be_tried():
    assert set(looking._TRIED) == set(trying._PARTS)
    assert set(filter(None, looking._TRIED.values())) <= set(packages_of_extras())


def blocked(folder: Path, package: str, words: str) -> dict[str, str]:
    """An environment in which a package cannot be imported."""
    (folder / f"{package}.py").write_text(words)
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


def test_a_package_that_cannot_be_loaded_is_told_with_its_reason(tmp_path, monkeypatch):
    environment = blocked(tmp_path, "typst", "raise ImportError('built for another machine', name='typst')")
    done = subprocess.run([*TRY, "a PDF"], capture_output=True, text=True, env=environment, check=True)
    told = json.loads(done.stdout)
    assert told["state"] == "does not work" and "built for another machine" in told["says"]
    assert told["remedy"].endswith("pip install 'footwise[trial]'")


@pytest.mark.parametrize("words", ["import os; os._exit(11)", "raise OSError('no such library')"])
def test_a_package_that_ends_its_process_ends_nothing_else(tmp_path, monkeypatch, words):
    monkeypatch.setenv("PYTHONPATH", blocked(tmp_path, "typst", words)["PYTHONPATH"])
    one = looking._try(Part("a PDF", looking._TRYING, "trial"))
    assert one.state is State.BROKEN and ("code 11" in one.says or "no such library" in one.says)
    assert one.remedy == "Install footwise[trial] again"


def test_what_is_not_installed_is_no_fault(monkeypatch):
    monkeypatch.setattr("footwise.extras._is_there", lambda package: package not in ("av", "cv2", "xarray"))
    extras = {one.part: one for one in looking._extras()}
    assert extras["extra video"].state is State.MISSING and "lacks av, cv2" in extras["extra video"].says
    assert extras["extra xarray"].says == "is not installed"
    assert extras["extra xarray"].remedy == "pip install 'footwise[xarray]'"
    assert extras["extra clinic"].state is State.WORKS
    assert sum(len(packages) for packages in packages_of_extras().values()) == len(_EXTRAS)


def test_a_cache_that_cannot_be_written_is_said(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FOOTWISE_CACHE", str(tmp_path / "file" / "cache"))
    one = looking._cache()
    assert one.state is State.BROKEN and "cannot be written" in one.says and "FOOTWISE_CACHE" in one.remedy
    monkeypatch.setenv("FOOTWISE_CACHE", str(tmp_path / "cache"))
    assert looking._cache().state is State.WORKS
    assert all(sample.state is State.MISSING for sample in looking._samples())
    assert looking._samples()[0].remedy == "Get it: it is one of the samples"


def test_without_programs_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert looking._npm().remedy == "Install Node.js" and looking._browser().state is State.MISSING
    (tmp_path / "chromium").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "chromium").chmod(0o755)
    assert looking._browser().state is State.BROKEN


@pytest.mark.parametrize(("state", "code"), [(State.MISSING, 0), (State.BROKEN, 2)])
def test_the_command_counts_them(monkeypatch, state, code):
    told = [Finding("one", State.WORKS, "is here"), Finding("two", state, "is not", "Install it")]
    monkeypatch.setattr("footwise.jobs.machine.look_at_machine", lambda _: told)
    result = CliRunner().invoke(cli.app, ["doctor"])
    assert result.exit_code == code and "1 work" in result.output and "Install it" in result.output
