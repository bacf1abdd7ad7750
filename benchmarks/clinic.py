"""The clinic with 1,000 people and 1,000,000 steps: what a page costs, and whether fifty clinicians are served at once.

python benchmarks/clinic.py [FOLDER] : the folder keeps what was made, for another look.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import clinic_world as made

FEW, MANY = 40, 1000
ENTRIES = 100_000
# Bars of the issue.
MOST_MS, MOST_BYTES, MOST_P95_MS = 100.0, 100_000, 500.0
CLINICIANS, CLICKING_S = 50, 60.0
# Between two clicks of one clinician somebody reads: 2 to 8 s, 5 s in the mean.
THINKING_S = (2.0, 8.0)
_ROUNDS = 15
# Pages whose addresses need more than a person, a visit and a recording, or that are no pages.
_LEFT_OUT = re.compile(
    r"account_|mfa_|usersessions|welcome|practice_|api$|oidc|openid|socialaccount|demo_|csv|fetch|worker|manifest|set_language"
)
HEADER = ("page", "questions at 40 | 1,000", "median, processor", "times an empty page", "aim")


def pages(staff: Any, person: Any) -> dict[str, tuple[str, Any]]:
    """Every address that a person, a visit, a recording or nothing completes, with who opens it: name to both."""
    from django.test import Client
    from django.urls import get_resolver, reverse
    from django.urls.resolvers import URLPattern

    from footwise.clinic.measuring import Measurement
    from footwise.clinic.outcomes import PainRating, Practice, Questionnaire
    from footwise.clinic.people import Consent, Visit
    from footwise.clinic.prescribing import Analysis, Plan, Target

    of_the_person = [
        person,
        *(
            table.everything.filter(person=person).first()
            for table in (Visit, Consent, Analysis, Target, Plan, PainRating, Questionnaire, Practice)
        ),
        Measurement.everything.filter(person=person).first().recording,
    ]
    keys = [one.pk for one in of_the_person if one is not None]
    named: dict[str, URLPattern] = {}

    def gather(patterns: Any) -> None:
        for one in patterns:
            if isinstance(one, URLPattern):
                named[one.name] = one
            else:
                gather(one.url_patterns)

    gather(get_resolver().url_patterns)
    readers = [staff.clinicians[0], staff.assessor, staff.administrator]
    browsers = {user: _browser(Client(SERVER_NAME="localhost"), user) for user in readers}
    found: dict[str, tuple[str, Any]] = {}
    for name, pattern in sorted(named.items()):
        words = set(pattern.pattern.converters)
        if not name or _LEFT_OUT.search(name) or words - {"pk"}:
            continue
        for key in keys if words else [None]:
            try:
                where = reverse(name, kwargs={"pk": key} if words else {})
            except Exception:
                continue
            opened = next((user for user in readers if _is_page(browsers[user].get(where))), None)
            if opened is not None:
                found[name] = (where, opened)
                break
    return found


def _is_page(answer: Any) -> bool:
    return answer.status_code == 200 and "text/html" in answer.headers.get("Content-Type", "")


def _browser(client: Any, user: Any) -> Any:
    client.raise_request_exception = False
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def questions(opened: dict[str, tuple[str, Any]]) -> dict[str, int]:
    """Count the questions that each page asks the database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    told = {}
    browsers = {user: _browser(Client(SERVER_NAME="localhost"), user) for _, user in opened.values()}
    for name, (where, user) in opened.items():
        browsers[user].get(where)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browsers[user].get(where)
        told[name] = len(asked)
    return told


def times(opened: dict[str, tuple[str, Any]]) -> tuple[dict[str, float], float]:
    """Median milliseconds of each page, warm, and of an empty page of the same app, measured in turns."""
    from django.test import Client

    browsers = {user: _browser(Client(SERVER_NAME="localhost"), user) for _, user in opened.values()}
    empty = "/account/inactive/"
    taken: dict[str, list[float]] = {name: [] for name in opened}
    nothing: list[float] = []
    for _ in range(_ROUNDS):
        for name, (where, user) in opened.items():
            taken[name].append(_ms(browsers[user], where))
            nothing.append(_ms(browsers[user], empty))
    return {name: statistics.median(one) for name, one in taken.items()}, statistics.median(nothing)


def _ms(browser: Any, where: str) -> float:
    """Processor time: that on a clock would be of whatever else the machine does."""
    begin = time.process_time()
    browser.get(where)
    return 1000 * (time.process_time() - begin)


def sessions(users: list[Any]) -> list[str]:
    """Log everybody in; gives their cookies."""
    from django.test import Client

    return [_browser(Client(SERVER_NAME="localhost"), user).cookies["footwise_session"].value for user in users]


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The clinic as a process of its own; gives its port."""
    words = [
        sys.executable,
        "-c",
        "from footwise.cli import main; main()",
        "serve",
        "--dir",
        str(folder),
        "--port",
        "0",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        try:
            assert process.stdout is not None
            yield int(re.search(r"localhost:(\d+)", process.stdout.readline())[1])
        finally:
            process.terminate()


def first_page(port: int) -> tuple[int, int]:
    """Bytes of the first page with all that it loads: as it comes, and compressed."""
    page = _get(port, "/account/login/")
    assets = set(re.findall(rb'(?:href|src)="(/static/[^"]+)"', page))
    parts = [page, *(_get(port, one.decode()) for one in assets)]
    return sum(map(len, parts)), sum(len(gzip.compress(one)) for one in parts)


def _get(port: int, path: str) -> bytes:
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body


def _asked(connection: http.client.HTTPConnection, path: str, cookie: str) -> int:
    """Ask for a page; over a new connection, as browsers do, where the server has closed the old one meanwhile."""
    for again in (True, False):
        try:
            connection.request("GET", path, headers={"Cookie": f"footwise_session={cookie}"})
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            connection.close()
            if not again:
                raise
    raise AssertionError


def click(port: int, cookies: list[str], paths: list[str]) -> tuple[list[float], int]:
    """Let everybody click for a minute; gives the milliseconds of each answer, and how many were none."""
    taken: list[float] = []
    wrong = 0
    until = time.monotonic() + CLICKING_S

    def one(number: int) -> None:
        nonlocal wrong
        chance = random.Random(number)
        connection = http.client.HTTPConnection("localhost", port, timeout=30)
        time.sleep(chance.uniform(0, THINKING_S[1]))
        while time.monotonic() < until:
            begin = time.perf_counter()
            try:
                wrong += _asked(connection, chance.choice(paths), cookies[number]) != HTTPStatus.OK
            except OSError:
                wrong += 1
            taken.append(1000 * (time.perf_counter() - begin))
            time.sleep(chance.uniform(*THINKING_S))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(cookies))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken, wrong


def measure(folder: Path) -> Iterator[tuple[str, ...]]:
    """Make the clinic and measure it; rows of `HEADER`."""
    made.set_up(folder)
    staff = made.hire(CLINICIANS)
    model = made.first_person(staff)
    made.more_people(staff, model, 1, FEW)
    opened = pages(staff, model)
    few = questions(opened)
    made.more_people(staff, model, FEW, MANY)
    made.long_record(staff, model, ENTRIES)
    many = questions(opened)
    found, empty = times(opened)
    yield ("an empty page", "", f"{empty:.1f} ms", "1.0", "")
    for name in sorted(opened, key=lambda one: -found[one]):
        aim = "" if found[name] <= MOST_MS and few[name] == many[name] else "OVER"
        yield (name, f"{few[name]} | {many[name]}", f"{found[name]:.0f} ms", f"{found[name] / empty:.1f}",
               f"at most {MOST_MS:.0f} ms {aim}")  # fmt: skip
    cookies = sessions(staff.clinicians)
    from django.db import connections

    connections.close_all()
    with served(folder) as port:
        raw, packed = first_page(port)
        yield ("first page with all that it loads", "", f"{raw / 1000:.0f} kB", f"{packed / 1000:.0f} kB compressed",
               f"at most {MOST_BYTES / 1000:.0f} kB")  # fmt: skip
        paths = [where for where, user in opened.values() if user == staff.clinicians[0]]
        taken, wrong = click(port, cookies, paths)
        taken.sort()
        yield (f"{CLINICIANS} clinicians for {CLICKING_S:.0f} s, {sum(THINKING_S) / 2:.0f} s between clicks",
               f"{len(taken)} clicks, {wrong} without an answer", f"median {statistics.median(taken):.0f} ms",
               f"p95 {taken[int(0.95 * len(taken))]:.0f} ms", f"p95 at most {MOST_P95_MS:.0f} ms")  # fmt: skip


def table() -> list[tuple[str, ...]]:
    """Measure in a temporary folder, in a process of its own: Django has one clinic a process."""
    with tempfile.TemporaryDirectory(prefix="footwise-bench-") as place:
        done = subprocess.run([sys.executable, __file__, place], capture_output=True, text=True, check=True)
    return [tuple(row) for row in json.loads(done.stdout.splitlines()[-1])]


if __name__ == "__main__":
    rows = []
    for row in measure(Path(sys.argv[1])):
        print(*row, sep=" | ", file=sys.stderr, flush=True)
        rows.append(row)
    print(json.dumps(rows))
