"""What docs/api.md shows is run against a clinic that is served, and so is the program that sends a folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.clinic.test_serve import served

from footwise.clinic.recordings import PIECE_BYTES

DOCS = Path(__file__).parents[2] / "docs"
# In a process of its own: Django's settings are one a process.
MAKE_TOKEN = """
import sys
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from footwise.clinic.accounts import Membership, Site, User
from footwise.clinic.api.tokens import make_token, may_give
from footwise.clinic.audit import Actor, acting_as
with acting_as(Actor("test")):
    site = Site(name="Elm")
    site.save()
    user = User.objects.create_user("ada@example.org", "seven green apples", name="Ada")
    Membership(user=user, site=site, role="clinician").save()
    print(make_token(user, site, "a device", may_give(user, site), timezone.localdate() + timedelta(days=1)))
"""
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")


def token_in(folder: Path) -> str:
    known = {"FOOTWISE_CLINIC": str(folder), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "footwise.clinic.settings"}
    command = [sys.executable, "-c", MAKE_TOKEN]
    return subprocess.run(
        command, env=os.environ | known, capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()


@pytest.fixture
def clinic(tmp_path):
    """A clinic that is served, and a token."""
    with served(tmp_path / "clinic") as (_, said):
        yield said[0].split()[4], token_in(tmp_path / "clinic")


def run(script: str, folder: Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bash", "-e", "-u", "-o", "pipefail", "-c", script], cwd=folder, capture_output=True, text=True, timeout=120
    )


@needs_curl
def test_every_command_of_the_page_does_what_it_says(clinic, tmp_path):
    address, token = clinic
    commands = re.findall(r"^```sh\n(.*?)^```", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(commands) > 8
    (tmp_path / "footwise-token").write_text(f"Authorization: Bearer {token}\n")
    (tmp_path / "walk.c3d").write_bytes(b"\x02\x50" + bytes(5000))
    ran = run("\n".join([f"CLINIC={address}", *commands]), tmp_path)
    assert ran.returncode == 0, (ran.stdout[-800:], ran.stderr[-800:])
    for told in ('"pseudonym": "K-017"', '"mass_kg": 70.5', '"condition": "natural"', '"koos_pain_0_100_better"',
                 '"kind": "prescribe left"'):  # fmt: skip
        assert told in ran.stdout, told
    ended = run(f"CLINIC={address}\n{commands[0]}\ncall $CLINIC/api/v1/people --header 'Authorization: x'", tmp_path)
    assert ended.returncode == 22


def uploaded(address: str, token: str, visit: str, folder: Path) -> subprocess.Popen:
    token_file = folder.parent / "token.txt"
    token_file.write_text(token)
    command = [sys.executable, DOCS / "upload_folder.py", address, visit, folder, "--token-file", token_file]
    return subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def visit_in(address: str, token: str, tmp_path: Path) -> str:
    """A visit of somebody who has agreed, made by the page's own commands."""
    commands = re.findall(r"^```sh\n(.*?)^```", (DOCS / "api.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "footwise-token").write_text(f"Authorization: Bearer {token}\n")
    ran = run("\n".join([f"CLINIC={address}", *commands[:3], 'echo "VISIT $VISIT"']), tmp_path)
    return ran.stdout.split()[-1]


@needs_curl
def test_a_folder_is_sent_once_and_goes_on_where_it_was(clinic, tmp_path):
    address, token = clinic
    visit = visit_in(address, token, tmp_path)
    folder = tmp_path / "study"
    (folder / "natural").mkdir(parents=True)
    (folder / "natural" / "walk 1.c3d").write_bytes(b"\x02\x50" + os.urandom(2 * PIECE_BYTES))
    (folder / "empty.csv").write_bytes(b"")
    first = uploaded(address, token, visit, folder)
    # Stopped after its first piece.
    for line in first.stdout:
        if line.startswith(f"  {PIECE_BYTES} of"):
            first.kill()
            break
    first.wait()
    again = uploaded(address, token, visit, folder)
    said, trouble = again.communicate(timeout=120)
    assert again.returncode == 0, trouble
    size = 2 * PIECE_BYTES + 2
    sent = [int(line.split()[0]) for line in said.splitlines() if line.endswith(f"of {size} bytes")]
    # The second piece may have arrived before it was stopped.
    assert sent[-1] == size and len(sent) <= 2 and PIECE_BYTES not in sent, said
    third = uploaded(address, token, visit, folder)
    said, _ = third.communicate(timeout=120)
    assert said.splitlines() == ["empty.csv: is there already", "natural/walk 1.c3d: is there already"]
    refused = uploaded(address, "footwise_wrong", visit, folder)
    _, trouble = refused.communicate(timeout=60)
    assert refused.returncode == 1 and trouble.startswith("the token: is not known here. ")


@needs_curl
@pytest.mark.slow
def test_a_folder_goes_on_by_itself_when_the_server_has_died(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "walk.c3d").write_bytes(b"\x02\x50" + os.urandom(60_000_000))
    with served(tmp_path / "clinic") as (_, said):
        address = said[0].split()[4]
        token = token_in(tmp_path / "clinic")
        visit = visit_in(address, token, tmp_path)
        program = uploaded(address, token, visit, folder)
        program.stdout.readline(), program.stdout.readline()
    # Killed; started again at the same place.
    with served(tmp_path / "clinic", address.rpartition(":")[2]):
        said, trouble = program.communicate(timeout=120)
    assert program.returncode == 0, trouble
    assert "the clinic is away" in said and said.splitlines()[-1] == "  60000002 of 60000002 bytes"


@needs_curl
def test_a_call_that_is_too_large_is_turned_away_before_it_is_written_down(clinic, tmp_path):
    address, token = clinic
    (tmp_path / "large").write_bytes(bytes(20_000_000))
    asked = f"curl -s -o said.json -w '%{{http_code}}' -H 'Authorization: Bearer {token}' --data-binary @large"
    ran = run(f"{asked} {address}/api/v1/people", tmp_path)
    assert ran.stdout == "413" and '"kind": "too much"' in (tmp_path / "said.json").read_text()
