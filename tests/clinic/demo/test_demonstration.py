"""The demonstration: there within seconds, one click a role, thrown away; and no real clinic can become one."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.clinic.test_serve import command, refused

from footwise.clinic import ClinicHome
from footwise.clinic.demo import demonstration_home, is_demonstration
from footwise.clinic.demo.folder import SECRET, throw_away_old_ones
from footwise.clinic.demo.stories import Story, everybody

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
DOOR = re.compile(r'name="user" value="(\d+)">\s*<button[^>]* aria-label="([^"]+)"')


@contextmanager
def demonstrated(monkeypatch, folder):
    """A demonstration whose folder lies in a folder of the test."""
    monkeypatch.setenv("TMPDIR", str(folder))
    process = command("--demo", "--port", 0)
    try:
        said = process.stdout.readline()
        assert said.startswith("The demonstration is at http://localhost:"), process.stderr.read()
        yield process, said.split()[4]
    finally:
        process.kill()
        process.wait()


class Browser:
    """Keeps cookies and sends forms."""

    def __init__(self, where: str) -> None:
        self.where, self.open = where, urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> str:
        with self.open(self.where + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path: str, page: str, **told: str) -> str:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": TOKEN.search(page)[1], **told}).encode()
        with self.open(urllib.request.Request(self.where + path, body), timeout=30) as answer:
            return answer.read().decode()


def test_every_role_is_one_click_and_all_of_it_is_thrown_away(monkeypatch, tmp_path):
    with demonstrated(monkeypatch, tmp_path) as (process, where):
        browser = Browser(where)
        page = browser.get("/")
        assert page.count("Demonstration: invented people, thrown away at the end") == 1
        assert "password" not in page.replace("No password is needed", "").lower()
        doors = {label: user for user, label in DOOR.findall(page)}
        assert len(doors) == 9
        today = browser.post("/demonstration/come-in/", page, user=doors["Clinician, Linden"])
        assert "Who comes" in today and "L-001" in today and "Demonstration: invented people" in today
        assert "18 people" in browser.get("/people/") and "H-001" not in browser.get("/people/")
        other = Browser(where)
        assessor = other.post("/demonstration/come-in/", other.get("/"), user=doors["Blinded assessor, Harbour"])
        assert "L-001" not in assessor
        listed = other.get("/people/")
        assert "H-001" in listed and "L-001" not in listed
        for user in ("999", "-1", "x", ""):
            stranger = Browser(where)
            page = stranger.get("/account/login/")
            with pytest.raises(urllib.error.HTTPError, match="404"):
                stranger.post("/demonstration/come-in/", page, user=user)
        (folder,) = tmp_path.glob("footwise-demonstration-*")
        assert folder.stat().st_mode & 0o077 == 0
        # Killed, it leaves its folder; the next one clears up, but not what runs.
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert folder.exists()
    with demonstrated(monkeypatch, tmp_path) as (process, where):
        assert not folder.exists()
        (second,) = tmp_path.glob("footwise-demonstration-*")
        throw_away_old_ones()
        assert (second / "clinic.sqlite3").exists()
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
    assert not second.exists()


def test_forty_people_and_every_story():
    people = everybody()
    assert len(people) == 40 == len({one.pseudonym for one in people})
    assert {one.story for one in people} == set(Story)
    assert {one.clinic for one in people} == {"Linden", "Harbour", "Hillside"}
    assert max(one.weeks_ago for one in people) <= 52


def test_a_real_clinic_has_no_such_door():
    """This process has the settings of a real one."""
    from django.conf import settings

    assert settings.DEMONSTRATION is False
    assert "footwise.clinic.demo" not in settings.INSTALLED_APPS
    assert "footwise.clinic.accounts.second_factor.SecondFactorMiddleware" in settings.MIDDLEWARE
    with pytest.raises(NoReverseMatch):
        reverse("demo_log_in")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_nobody_comes_in_by_it(world):
    browser = Client()
    for path in ("/demonstration/come-in/", "/demonstration/real-walk.zip"):
        assert browser.post(path, {"user": world.ash.clinician.pk}).status_code == 404
    assert browser.get("/people/").status_code == 302
    assert "Demonstration" not in browser.get("/account/login/").content.decode()


def settings_say(folder: Path, **told: str) -> str:
    """What a process of its own finds, whose settings are for a folder."""
    words = "from django.conf import settings; print(settings.DEMONSTRATION)"
    env = {**os.environ, "FOOTWISE_CLINIC": str(folder), "DATABASE_URL": "", "FOOTWISE_PUBLIC_URL": "", **told}
    done = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_makes_a_demonstration_makes_no_real_clinic_one(tmp_path, monkeypatch):
    """Neither the mark in its folder nor the secret in its environment, nor both, nor the name of the folder."""
    with demonstration_home() as home:
        secret, mark = os.environ[SECRET], (home.folder / "demonstration").read_text()
        assert is_demonstration(home) and secret == mark
        assert not is_demonstration(ClinicHome(home.folder, database_url="postgresql://a@b/c"))
        home.prepare()
        assert settings_say(home.folder) == "True"
        assert settings_say(home.folder, FOOTWISE_PUBLIC_URL="https://clinic.example") == "False"
        assert settings_say(home.folder, **{SECRET: "another"}) == "False"
        assert settings_say(home.folder, **{SECRET: ""}) == "False"
        real = ClinicHome(tmp_path / "footwise-demonstration-real")
        real.prepare()
        (real.folder / "demonstration").write_text(secret)
        assert settings_say(real.folder) == "False"
        (tmp_path / "elsewhere").symlink_to(home.folder)
        assert not is_demonstration(ClinicHome(tmp_path / "elsewhere"))
    assert SECRET not in os.environ and not home.folder.exists()


def test_what_is_not_of_a_demonstration_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = tmp_path / "clinic"
    kept.mkdir()
    (tmp_path / "footwise-demonstration-link").symlink_to(kept)
    (tmp_path / "footwise-demonstration-file").write_text("no folder")
    (tmp_path / "footwise-demonstration-dead").mkdir()
    throw_away_old_ones()
    assert {path.name for path in tmp_path.iterdir()} == {
        "clinic", "footwise-demonstration-link", "footwise-demonstration-file",
    }  # fmt: skip


@pytest.mark.parametrize(("option", "value"), [("--dir", "clinic"), ("--public-url", "https://clinic.example")])
def test_it_is_its_own_clinic_on_this_machine(tmp_path, option, value):
    assert f"{option} is not used by --demo" in refused("--demo", option, value).replace(":", "")
    assert "unencrypted" in refused("--demo", "--host", "0.0.0.0")


@pytest.mark.slow
def test_a_year_passes_in_it(monkeypatch, tmp_path):
    """What the pages show was computed: analyses from recordings, targets signed, the reasons to look at somebody."""
    with demonstrated(monkeypatch, tmp_path) as (_, _):
        (folder,) = tmp_path.glob("footwise-demonstration-*")
        until = time.monotonic() + 900
        counted: dict[str, int] = {}
        measured = sum(one.story not in (Story.WALK, Story.NEW, Story.NO_CONSENT, Story.LEFT) for one in everybody())
        while time.monotonic() < until and counted.get("prescribing_analysis", 0) < measured:
            time.sleep(2)
            counted = rows(folder / "clinic.sqlite3")
        assert counted["prescribing_analysis"] == measured
        assert counted["prescribing_target"] > 15 and counted["prescribing_plan"] > 10
        assert counted["outcomes_painrating"] > 150 and counted["outcomes_outcomeconcern"] >= 2
        assert (folder / "real-walk.zip").stat().st_size > 1_000_000


def rows(database: Path) -> dict[str, int]:
    tables = ("prescribing_analysis", "prescribing_target", "prescribing_plan", "outcomes_painrating",
              "outcomes_outcomeconcern")  # fmt: skip
    with sqlite3.connect(database) as opened:
        return {table: opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
