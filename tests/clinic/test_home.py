"""The folder of a clinic: its secrets, its database, and who may look into it."""

from __future__ import annotations

import stat

import pytest
from django.db import connection

from footwise.clinic import ClinicHome, default_folder
from footwise.clinic.home import local_time_zone
from footwise.errors import FootwiseError


def test_secrets_are_made_once_and_only_the_owner_may_look(tmp_path):
    home = ClinicHome(tmp_path / "a" / "clinic")
    home.prepare()
    secrets = [home.secret(name) for name in ("web", "second_factor")]
    home.prepare()
    assert [home.secret(name) for name in ("web", "second_factor")] == secrets
    assert len(set(secrets)) == 2 and min(map(len, secrets)) >= 60
    for path in (home.folder, home.keys):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((home.folder / "secrets.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"web": 3}', '{"web": ""}'])
def test_damaged_secrets_are_said_and_never_made_anew(tmp_path, damage):
    home = ClinicHome(tmp_path)
    home.prepare()
    (tmp_path / "secrets.json").write_text(damage)
    home.prepare()
    with pytest.raises(FootwiseError, match=r"secrets\.json"):
        home.secret("web")
    assert (tmp_path / "secrets.json").read_text() == damage


def test_a_file_in_the_folder_s_place_is_said(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(FootwiseError, match="cannot be the clinic's folder"):
        ClinicHome(tmp_path / "taken").prepare()


def test_sqlite_lies_in_the_folder_and_locks_before_it_reads(tmp_path):
    told = ClinicHome(tmp_path).database()
    assert told["NAME"] == tmp_path / "clinic.sqlite3" and told["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_the_address_of_a_postgresql():
    url = "postgresql://ada:p%40ss%2Fword@db.example:5433/clin%20ic?sslmode=require&connect_timeout=3"
    told = ClinicHome(default_folder(), url).database()
    assert (told["USER"], told["PASSWORD"], told["NAME"]) == ("ada", "p@ss/word", "clin ic")
    assert (told["HOST"], told["PORT"]) == ("db.example", "5433")
    assert told["OPTIONS"] == {"sslmode": "require", "connect_timeout": "3"}


@pytest.mark.parametrize("url", ["mysql://a/b", "postgresql://host", "clinic", "postgresql:///"])
def test_what_is_no_such_address_is_refused_without_repeating_it(url):
    """It may hold a password."""
    with pytest.raises(FootwiseError, match="DATABASE_URL") as caught:
        ClinicHome(default_folder(), url).database()
    assert url not in str(caught.value)


def test_today_is_meant_by_the_clock_of_this_place(monkeypatch):
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    assert local_time_zone() == "America/Los_Angeles"
    monkeypatch.setenv("TZ", "../etc/passwd")
    assert local_time_zone() != "../etc/passwd"


def test_what_was_acknowledged_is_on_the_disk_before_it_is(own_store):
    if own_store == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous")
            full = 2
            assert cursor.fetchone()[0] == full
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] == "on"
