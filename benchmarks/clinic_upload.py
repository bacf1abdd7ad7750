"""How fast a recording is sent to the clinic, beside plain writing of the same bytes to the same disk in one run.

The sender's pieces are cut and hashed before the clock starts: a therapist's computer does that on processors of its
own, not on those of the server. What remains needs several times the processor time of plain writing (two hashes,
sealing, HTTP), so that the ratio falls where others use the processors, and where the disk is as fast as memory: the
load and the server's own processor time are told beside it.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

MIB = 1024 * 1024
HEADER = ("256 MB of a recording", "measured", "aim")
_BYTES, _PIECE, _TIMES = 256 * MIB, 16 * MIB, 3


def measure() -> list[tuple[str, ...]]:
    """Send a recording to a served clinic, write the same bytes plainly, in turns."""
    with tempfile.TemporaryDirectory(prefix="footwise-bench-", dir=os.environ.get("FOOTWISE_BENCH_FOLDER")) as folder:
        content = memoryview(os.urandom(_BYTES))
        cut = [content[offset : offset + _PIECE] for offset in range(0, _BYTES, _PIECE)]
        pieces = [(piece, sha256(piece).hexdigest()) for piece in cut]
        cookies, visit, port = _clinic(Path(folder) / "clinic")
        command = [sys.executable, "-c", "from footwise.cli import main; main()", "serve", "--dir",
                   str(Path(folder) / "clinic"), "--port", str(port)]  # fmt: skip
        known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=known) as server:
            try:
                assert server.stdout is not None and server.stdout.readline().startswith("The clinic is at")
                _sent(port, cookies, visit, pieces, "first")
                load, before = os.getloadavg()[0], _processor_s(server.pid)
                rates = [
                    (_written(Path(folder) / "plain", pieces), _sent(port, cookies, visit, pieces, str(number)))
                    for number in range(_TIMES)
                ]
                worked = (_processor_s(server.pid) - before) / _TIMES
            finally:
                server.terminate()
    plain, sent = (statistics.median(one) for one in zip(*rates, strict=True))
    ratio = statistics.median(sent / plain for plain, sent in rates)
    return [
        ("written plainly, in pieces of 16 MiB, each forced to the disk", f"{plain:.0f} MB/s", ""),
        ("sent over HTTP, checked, sealed, forced to the disk", f"{sent:.0f} MB/s", ""),
        ("ratio (median of runs)", f"{ratio:.2f}", "0.5 or more"),
        ("the server's processor time", f"{worked:.2f} s", ""),
        ("load before, for each processor: others lower the ratio", f"{load / (os.cpu_count() or 1):.1f}", ""),
    ]


def _clinic(folder: Path) -> tuple[dict[str, str], str, int]:
    """Make a clinic with a clinician who is logged in and a visit of somebody who has agreed."""
    from footwise.clinic import ClinicHome
    from footwise.clinic.serving import prepare_clinic

    prepare_clinic(ClinicHome(folder))
    from allauth.mfa.models import Authenticator
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from footwise.clinic.accounts import Membership, Role, Site, User
    from footwise.clinic.audit import Actor, acting_as
    from footwise.clinic.people import Consent, Person, Visit

    with acting_as(Actor("benchmark")):
        site = Site(name="Bench")
        site.save()
        user = User.objects.create_user("bench@example.org", "a long walk in the woods", name="Bench")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "not used"})
        Membership(user=user, site=site, role=Role.CLINICIAN).save()
        person = Person(site=site, pseudonym="B-1", year_of_birth=1960, sex="female", affected_side="left",
                        mass_kg=70, height_cm=170)  # fmt: skip
        person.save()
        today = timezone.localdate()
        Consent(person=person, form_version="1", given_on=today, noted_by=user).save()
        visit = Visit(person=person, on=today, purpose="measurement")
        visit.save()
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    connection.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return cookies, str(visit.pk), port


def _processor_s(process: int) -> float:
    """Seconds that a process has worked, as Linux tells it."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _written(file: Path, pieces: list[tuple[memoryview, str]]) -> float:
    """MB/s of plain writing."""
    began = time.perf_counter()
    with file.open("wb") as out:
        for piece, _ in pieces:
            out.write(piece)
            out.flush()
            os.fsync(out.fileno())
    taken = time.perf_counter() - began
    file.unlink()
    return _BYTES / 1e6 / taken


def _sent(port: int, cookies: dict[str, str], visit: str, pieces: list[tuple[memoryview, str]], name: str) -> float:
    """MB/s of sending as the page's script does it, two pieces on their way at a time, until it is whole."""
    told = cookies | {"csrftoken": "b" * 32}
    headers = {
        "Cookie": "; ".join(f"{key}={value}" for key, value in told.items()), "X-CSRFToken": "b" * 32,
        "Accept-Language": "en",
    }  # fmt: skip
    ways = threading.local()

    def post(where: str, body: bytes | memoryview, more: dict[str, str]) -> dict[str, Any]:
        way = ways.__dict__.setdefault("way", http.client.HTTPConnection("localhost", port, timeout=60))
        way.request("POST", where, body, headers | more)
        answer = way.getresponse()
        text = answer.read()
        assert answer.status == 200, (answer.status, text[:300])
        return dict(json.loads(text))

    def piece(number: int) -> dict[str, Any]:
        sent, digest = pieces[number]
        more = {"Piece-Offset": str(number * _PIECE), "Piece-SHA256": digest, "Piece-Ahead": "yes"}
        return post(begun["where"], sent, more)

    about = json.dumps({"name": f"{name}.c3d", "size": _BYTES, "mark": ""}).encode()
    began = time.perf_counter()
    begun = post(f"/visits/{visit}/recordings/begin/", about, {})
    assert begun["piece"] == _PIECE
    with ThreadPoolExecutor(2) as two:
        answers = list(two.map(piece, range(len(pieces))))
    assert any(answer["whole"] for answer in answers)
    return _BYTES / 1e6 / (time.perf_counter() - began)


if __name__ == "__main__":
    for row in measure():
        print(*row, sep="  |  ")
