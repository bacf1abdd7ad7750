"""The network cut between any two packets; a walk in which everything fails: what was kept is there at last, once."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime

import numpy as np
import pytest
from playwright.sync_api import Route, sync_playwright
from tests.browser import chromium
from tests.clinic.phone.made_clinic import course_in, make_clinic
from tests.clinic.phone.played import FRAME_MS, screen
from tests.clinic.phone.test_coach_in_page import coached
from tests.clinic.phone.test_page import FULL, Phone, all_sent, free_port, phone_at, until
from tests.clinic.phone.test_played_walk import filtered_walk, of_kind, stands_on_the_shoe
from tests.clinic.phone.walks import simulated_walk
from tests.clinic.test_serve import served

from footwise.coaching.session_plan import plan_from_json

pytestmark = pytest.mark.browser
PACKETS, RECORDS = 8, 5
# A session of so many packets; each is offered to the network as soon as it is closed, before the next is written.
WRITE = """async ([person, packets, records, session]) => {
  const place = `../app/${document.documentElement.dataset.version}/page/`;
  const { openStore } = await import(new URL(`${place}store.mjs`, location.href));
  const { openJournal } = await import(new URL(`${place}journal.mjs`, location.href));
  const journal = await openJournal(await openStore(person), () => {});
  const asked = window.fetch;
  let tried = 0;
  window.fetch = (...words) => asked(...words).finally(() => { tried += 1; });
  for (let k = 0; k < packets * records; k += 1) {
    const raw = { kind: "raw", from_s: session * 1000 + k, sign: 1, data: "" };
    if (k === packets * records - 1) await journal.close(raw);
    else await journal.append(raw);
    if (k % records === records - 1 && k < packets * records - 1) await journal.flush();
    if (k % records === records - 1) {
      const before = tried;
      dispatchEvent(new Event("online"));
      for (let ms = 0; tried === before && ms < 4000; ms += 20) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  window.fetch = asked;
}"""
PERSON = """() => new Promise((resolve) => {
  indexedDB.open("footwise-phone").onsuccess = ({ target: { result } }) => {
    result.transaction("told").objectStore("told").get("person").onsuccess = ({ target }) => resolve(target.result);
  };
})"""
# A walk that is written down and has come to no end.
WALK = """async ([person, records]) => {
  const place = `../app/${document.documentElement.dataset.version}/page/`;
  const { openStore } = await import(new URL(`${place}store.mjs`, location.href));
  const { openJournal } = await import(new URL(`${place}journal.mjs`, location.href));
  const journal = await openJournal(await openStore(person), () => {});
  await Promise.all(records.map((one) => journal.append(one)));
}"""
COURSE = """(person) => new Promise((resolve) => {
  indexedDB.open(`footwise-${person}`).onsuccess = ({ target: { result } }) => {
    result.transaction("told").objectStore("told").get("course").onsuccess = ({ target }) => resolve(target.result);
  };
})"""
TEN_MINUTES_LATER = "{ const now = Date.now; Date.now = () => now() + 600e3; }"
A_DAY_LATER = "() => { const now = Date.now; Date.now = () => now() + 86400e3; }"
EMPTY_AGAIN = "() => { IDBObjectStore.prototype.put = window.realPut; }"


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
@pytest.mark.requirement("R-044")
def test_the_network_cut_between_any_two_packets(playwright, tmp_path, seed):
    """On its way there, on its way back, or not at all: each record arrives, in its order, and once."""
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    port = free_port()
    draw = random.Random(seed)
    cuts: list[str] = []
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        person = page.evaluate(PERSON)

        def cut(route: Route) -> None:
            how = draw.choice(["there", "back", "away", "no"]) if len(cuts) < 60 else "no"
            cuts.append(how)
            if how == "no":
                return route.continue_()
            if how == "back":
                route.fetch()
            if how == "away":
                return route.fulfill(status=503, body="<h1>Bad gateway</h1>")
            return route.abort()

        phone.context.route("**/practice/packets/", cut)
        for session in range(4):
            page.evaluate(WRITE, [person, PACKETS, RECORDS, session])

        def arrived() -> bool:
            page.evaluate("() => dispatchEvent(new Event('online'))")
            return page.inner_text("#sent") == "Everything has reached your clinic."

        until(arrived, 60)
        assert {"there", "back", "away", "no"} <= set(cuts) and len(cuts) >= 4 * PACKETS
        told = until(lambda: (now := course_in(folder))["sessions"] == 4 and now)
    assert told["received"] == [f"0-{PACKETS - 1}"] * 4
    sessions: dict[int, list[int]] = {}
    for one in told["raw"]:
        sessions.setdefault(int(one["from_s"] // 1000), []).append(int(one["from_s"] % 1000))
    assert sessions == {session: list(range(PACKETS * RECORDS)) for session in range(4)}


def test_a_killed_walk_counts_before_the_clinic_has_answered_and_once(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder)["code 0"]
    (tmp_path / "walk").mkdir()
    records = [one for one in simulated_walk(tmp_path / "walk") if one["kind"] != "end"]
    steps = [one for one in records if one["kind"] == "stride" and one["valid"] and one["block"] is not None]
    natural = {one["side"]: one["baseline_deg"] for one in records if one["kind"] == "target"}
    port = free_port()
    phone = Phone(playwright, tmp_path / "phone", port)
    with served(folder, port):
        person = phone.join(code).evaluate(PERSON)
    phone.context.close()
    phone.start()
    phone.open().evaluate(WALK, [person, records])
    phone.kill()
    phone.start()

    def counts_once(told: dict) -> bool:
        (walk,) = told["walks"]
        assert walk["steps"] == len(steps) > 5 and walk["right"] == sum(one["in_band"] for one in steps)
        assert walk["minutes"] == pytest.approx(max(one["elapsed_s"] for one in steps) / 60, abs=0.05)
        assert told["next_session"] == 2 and told["baseline_deg"] == pytest.approx(natural)
        return True

    # No server yet, and no second time with the next start.
    for _ in range(2):
        page = phone.open()
        assert counts_once(here := page.evaluate(COURSE, person))
        assert page.inner_text('[data-slot="today-done"]').startswith(f"{round(here['walks'][0]['minutes'])} of 10 ")
    with served(folder, port):
        phone.open()
        all_sent(phone.page)
        assert until(lambda: (now := course_in(folder)["course"]) and now["walks"] and counts_once(now))
        assert counts_once(phone.page.evaluate(COURSE, person))
        # The clinic's word takes the place of the phone's.
        phone.page.add_init_script(TEN_MINUTES_LATER)
        phone.open()
        until(lambda: "year" in (now := phone.page.evaluate(COURSE, person)) and now["year"])
        assert counts_once(phone.page.evaluate(COURSE, person))
    phone.context.close()


@pytest.mark.slow
@pytest.mark.requirement("R-044")
def test_a_walk_in_which_everything_fails(playwright, tmp_path):
    """Server gone, clock set by a day, phone full, browser killed, phone restarted: no stride that was kept is gone."""
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder, natural=5.0)["code 0"]
    port = free_port()
    rows = filtered_walk(2)
    phone = Phone(playwright, tmp_path / "phone", port)
    with served(folder, port):
        page = phone.join(code)
    # A browser that is killed within half a minute forgets a cookie that it has just been given.
    phone.context.close()
    phone.start()
    with served(folder, port):
        page = phone.open()
        sensor = stands_on_the_shoe(phone, raw=False)
        sensor.walk(rows, 14.0)
        assert screen(page) == "walk", page.inner_text("main")
    # The server is gone from here on.
    happens = {16.0: A_DAY_LATER, 17.0: FULL, 18.5: EMPTY_AGAIN}
    for now in np.arange(14.0, 20.0, FRAME_MS / 1000):
        for at in [at for at in happens if at <= now]:
            page.evaluate(happens.pop(at))
        sensor.step(rows, now)
    heard = sensor.heard()
    # What was kept is on the disk.
    time.sleep(1.0)
    phone.kill()
    phone.start()
    # Without a server it opens, and closes the session where it was cut off.
    phone.open()
    phone.context.close()
    phone.start()
    with served(folder, port):
        phone.open()
        all_sent(phone.page)
        told = until(lambda: (now := course_in(folder))["logs"] and now["course"]["walks"] and now)
    phone.context.close()
    records = [json.loads(line) for line in told["logs"][0].splitlines()]
    strides = [one for one in records if one["kind"] == "stride"]
    assert [one["number"] for one in strides] == list(range(len(strides))) and len(strides) > 12
    begin = next(at for at in range(len(heard)) if _fits(heard[at:], records))
    ours = coached(plan_from_json(records[0]["plan"]), heard[begin:])
    ends = [one["mid_stance_s"] for one in of_kind(ours, "stride", 1e9)]
    assert [one["mid_stance_s"] for one in strides] == pytest.approx(ends)
    assert told["course"]["walks"][0]["day"] == datetime.now(UTC).astimezone().date().isoformat()
    assert not records[-1]["finished"]


def _fits(heard: list[list[float]], records: list[dict]) -> bool:
    """Whether the coach, beginning here, finds the log's first stride as the log has it."""
    first = next(one for one in records if one["kind"] == "stride")
    ours = coached(plan_from_json(records[0]["plan"]), [row for row in heard if row[0] < first["decided_s"] + 0.1])
    return any(one["kind"] == "stride" and one["number"] == 0 and one["reason"] == first["reason"] for one in ours)
