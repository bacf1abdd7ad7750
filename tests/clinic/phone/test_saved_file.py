"""A saved file that is none, was damaged or was made to harm: one sentence, and nothing of it is taken."""

from __future__ import annotations

import copy
import io
import json
import struct
import warnings
import zipfile
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.clinic.phone.alone_site import AlonePhone, Site, alone_at
from tests.clinic.phone.walks import simulated_walk

from footwise.coaching import read_course

pytestmark = pytest.mark.browser
DAMAGED = "This file is damaged. Nothing of it was taken."
NOT_OURS = "This is no file that this page has saved."
NEWER = "A newer page has saved this file. Open the newest page, and try again."
LARGE = "This file is larger than any that this page saves."
ID = "0b7f3b1e-4c9c-4f8e-9d64-7b6a6f5f1c2d"
WALKS = """() => new Promise((resolve) => {
  const opened = indexedDB.open("footwise-alone");
  opened.onsuccess = () => {
    const asked = opened.result.transaction("walks").objectStore("walks").count();
    asked.onsuccess = () => { opened.result.close(); resolve(asked.result); };
  };
})"""


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    chromium()
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def log(tmp_path_factory) -> str:
    records = simulated_walk(tmp_path_factory.mktemp("walk"))
    return "".join(f"{json.dumps(one)}\n" for one in records)


def sound() -> dict[str, Any]:
    """What a phone has saved of one walk."""
    figures = {"session": ID, "day": "2026-11-20", "minutes": 10.0, "steps": 500, "right": 400}
    return {
        "kind": "footwise practice at home",
        "version": 1,
        "saved": "2026-11-21T10:00:00.000Z",
        "course": {
            "plan": {"side": "left", "change_deg": -8, "minutes": 10, "from": "Dr Ash"}, "next_session": 2, "stage": 2,
            "stage_min": 0, "baseline_deg": {"left": 4.5}, "walks": [figures],
            "pains": [{"day": "2026-11-20", "rating": 3}], "medials": [], "stopped": None,
        },
        "walks": [{**figures, "began_ms": 1.795e12, "number": 1, "file": "session-01.jsonl", "beside": []}],
    }  # fmt: skip


def changed(*path: Any, to: Any) -> dict[str, Any]:
    """A sound file's content with one thing changed."""
    told = copy.deepcopy(sound())
    place = told
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return told


def zipped(told: Any, log: str | bytes | None, name: str = "session-01.jsonl", **more: str | bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        if told is not None:
            made.writestr("footwise.json", told if isinstance(told, str | bytes) else json.dumps(told))
        if log is not None:
            made.writestr(name, log)
        for other, content in more.items():
            made.writestr(other, content)
    return held.getvalue()


def lying_size(whole: bytes) -> bytes:
    """Say in the list of the zip that its first file is small."""
    at = whole.index(b"PK\x01\x02")
    return whole[: at + 24] + struct.pack("<I", 100) + whole[at + 28 :]


def twice(told: dict, log: str) -> bytes:
    """Two files of one name."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for text in (told, told):
            made.writestr("footwise.json", json.dumps(text))
        made.writestr("session-01.jsonl", log)
    return held.getvalue()


def encrypted(whole: bytes) -> bytes:
    at = whole.index(b"PK\x01\x02")
    return whole[: at + 8] + struct.pack("<H", 1) + whole[at + 10 :]


def faulty(log: str) -> list[tuple[str, bytes, str]]:
    whole = zipped(sound(), log)
    begun, rest = log.split("\n", 1)
    course: list[tuple[str, dict[str, Any]]] = [
        ("45 degrees", changed("course", "plan", "change_deg", to=45)),
        ("half a degree", changed("course", "plan", "change_deg", to=0.5)),
        ("a side that nobody has", changed("course", "plan", "side", to="both")),
        ("a day of minutes", changed("course", "plan", "minutes", to=1440)),
        ("a plan that is a list", changed("course", "plan", to=[])),
        ("no course", changed("course", to=None)),
        ("a course that is a text", changed("course", to="course")),
        ("a stage before the first", changed("course", "stage", to=-1)),
        ("a session that is no number", changed("course", "next_session", to="2")),
        ("more right steps than steps", changed("course", "walks", 0, "right", to=501)),
        ("minutes that no day has", changed("course", "walks", 0, "minutes", to=1e9)),
        ("a day that is none", changed("course", "walks", 0, "day", to="2026-13-40")),
        ("a day that is a page", changed("course", "walks", 0, "day", to="<img src=x>")),
        ("pain of 11", changed("course", "pains", 0, "rating", to=11)),
        ("pain before zero", changed("course", "pains", 0, "rating", to=-1)),
        ("a natural angle of a wheel", changed("course", "baseline_deg", to={"left": 720})),
        ("stopped for no reason", changed("course", "stopped", to={"why": "<b>", "day": "2026-11-20"})),
        ("walks without end", changed("course", "walks", to=[sound()["course"]["walks"][0]] * 5001)),
        ("walks that are a number", changed("walks", to=5)),
        ("a walk that is nothing", changed("walks", 0, to=None)),
        ("a name that is none", changed("walks", 0, "session", to="../../etc")),
        ("one walk twice", changed("walks", to=sound()["walks"] * 2)),
        ("a log that is elsewhere", changed("walks", 0, "file", to="../session-01.jsonl")),
        ("a log of another session", changed("walks", 0, "number", to=2)),
        ("a log without a number", changed("walks", 0, "number", to=None)),
        ("begun before time", changed("walks", 0, "began_ms", to=-1)),
        ("answers that are texts", changed("walks", 0, "beside", to=["x"])),
        ("more answers than a day has", changed("walks", 0, "beside", to=[{}] * 2001)),
    ]
    return [
        ("no file", b"", DAMAGED),
        ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(5000), DAMAGED),
        ("cut off", whole[: len(whole) // 2], DAMAGED),
        ("without its end", whole[:-10], DAMAGED),
        ("bytes changed", whole[:60] + bytes(40) + whole[100:], DAMAGED),
        ("another zip", zipped(None, log), NOT_OURS),
        ("another page's", zipped({**sound(), "kind": "something else"}, log), NOT_OURS),
        ("a list", zipped([], log), NOT_OURS),
        ("a newer page's", zipped({**sound(), "version": 2}, log), NEWER),
        ("no JSON", zipped("{", log), DAMAGED),
        ("NaN", zipped(json.dumps(changed("course", "stage_min", to=float("nan"))), log), DAMAGED),
        ("no text", zipped(b"\xff\xfe\xff", log), DAMAGED),
        ("deep", zipped("[" * 200_000, log), DAMAGED),
        ("a bomb", zipped(b" " * (65 * 1024 * 1024), log), LARGE),
        ("a bomb that says that it is small", lying_size(zipped(b" " * (20 * 1024 * 1024), log)), DAMAGED),
        ("a log that is a bomb", zipped(sound(), b" " * (33 * 1024 * 1024)), LARGE),
        ("one name twice", twice(sound(), log), DAMAGED),
        ("encrypted", encrypted(whole), DAMAGED),
        ("no log", zipped(sound(), None), DAMAGED),
        ("a log that is no log", zipped(sound(), "a,b\n1,2\n"), DAMAGED),
        ("a log without its begin", zipped(sound(), rest), DAMAGED),
        ("a log of lists", zipped(sound(), f"{begun}\n[]\n"), DAMAGED),
        *((what, zipped(told, log), DAMAGED) for what, told in course),
    ]


def at_the_file(phone: AlonePhone) -> None:
    phone.first()
    phone.page.click('[data-screen="welcome"] [data-go="file"]')


def test_nothing_is_taken_of_a_file_that_is_not_sound(playwright, site, log, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        at_the_file(phone)
        file = tmp_path / "file.zip"
        for what, content, wanted in faulty(log):
            file.write_bytes(content)
            assert phone.bring(file) == wanted, what
            assert phone.page.evaluate(WALKS) == 0, what
            assert phone.course() == {}, what
        # After all of them a sound one is taken; what it has too much is left out.
        told = sound()
        told["course"] |= {"evil": "<script>", "schedule": [{"share": 9}], "agreed": False}
        told["course"]["plan"] |= {"from": "<img src=x onerror=alert(1)>", "target_deg": 45}
        told["walks"][0]["log"] = {"bytes": "x"}
        text = json.dumps(told).replace('"course": {', '"course": {"__proto__": {"plan": 5}, ')
        file.write_bytes(zipped(text, log, **{"../../evil.txt": "x", "session-99.jsonl": "x"}))
        assert phone.bring(file) == "It is all here. Walks and answers: 1."
        kept = phone.course()
        assert "evil" not in kept and "target_deg" not in kept["plan"] and kept["agreed"] is True
        assert len(kept["schedule"]) == 12 and kept["next_session"] == 2
        phone.page.click('[data-screen="file"] [data-go="home"]')
        assert "10 minutes of walking" in phone.page.inner_text('[data-screen="home"]')
        phone.to("mine", "letter")
        phone.page.click('[data-screen="letter"] [data-go="home"]')
        assert phone.page.locator("img").count() == 0
        # It goes out as it came in, and `footwise` reads it.
        with zipfile.ZipFile(phone.save_file(tmp_path / "again.zip")) as again:
            assert again.read("session-01.jsonl").decode() == log
            again.extract("session-01.jsonl", tmp_path / "course")
    (walk,) = read_course(tmp_path / "course")
    assert walk.ended and not walk.damage


def test_an_older_browser_saves_unpacked_and_says_what_it_cannot_read(playwright, site, log, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        old = "delete globalThis.CompressionStream; delete globalThis.DecompressionStream;"
        phone.context.add_init_script(old)
        at_the_file(phone)
        file = tmp_path / "file.zip"
        file.write_bytes(zipped(sound(), log))
        assert phone.bring(file) == "This browser is too old to unpack the file. Update it, or take another."
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
            made.writestr("footwise.json", json.dumps(sound()))
            made.writestr("session-01.jsonl", log)
        file.write_bytes(held.getvalue())
        assert phone.bring(file) == "It is all here. Walks and answers: 1."
        phone.page.click('[data-screen="file"] [data-go="home"]')
        with zipfile.ZipFile(phone.save_file(tmp_path / "again.zip")) as again:
            assert {one.compress_type for one in again.infolist()} == {zipfile.ZIP_STORED}
            assert again.testzip() is None and again.read("session-01.jsonl").decode() == log


def renumber(told: dict[str, Any], log: str, numbers: list[int]) -> bytes:
    """A file with walks of these numbers, one after the other."""
    walks, logs = [], {}
    for k, number in enumerate(numbers):
        begun, rest = log.split("\n", 1)
        first = json.loads(begun)
        first["plan"]["session"] = number
        first["plan"]["blocks"] = [{**block, "session": number} for block in first["plan"]["blocks"]]
        logs[f"log {k}"] = f"{json.dumps(first)}\n{rest}"
        session = f"{k}{ID[1:]}"
        walks.append(
            {**sound()["walks"][0], "session": session, "began_ms": 1.79e12 + k, "number": number, "file": f"log {k}"}
        )
    return zipped({**told, "walks": walks}, None, **logs)


def test_walks_that_have_one_number_each_go_out_with_their_own(playwright, site, log, tmp_path):
    with alone_at(playwright, tmp_path / "phone", site) as phone:
        at_the_file(phone)
        file = tmp_path / "file.zip"
        file.write_bytes(renumber(sound(), log, [1, 1, 2, 5]))
        assert phone.bring(file) == "It is all here. Walks and answers: 4."
        phone.page.click('[data-screen="file"] [data-go="home"]')
        with zipfile.ZipFile(phone.save_file(tmp_path / "again.zip")) as again:
            again.extractall(tmp_path / "course")
    course = read_course(tmp_path / "course")
    assert [walk.plan.session for walk in course] == [1, 2, 3, 5]
    assert all(block.session == walk.plan.session for walk in course for block in walk.plan.blocks)
