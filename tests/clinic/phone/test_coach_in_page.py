"""The page's session of coaching against `footwise coach`'s own, on the same samples, in Chromium."""

from __future__ import annotations

import json
import math

import pytest
from benchmarks.phone_browser import phone_page
from tests.browser import chromium

from footwise.coaching import Ask, Asked, CoachSession, SessionPlan, session_blocks
from footwise.coaching.schedule import Block
from footwise.coaching.sources import Packet
from footwise.foot_sensor.live import HowToCalibrate, Method
from footwise.jobs import home_schedule, is_log_record
from footwise.simulation import LearningCurve, WalkerSource

pytestmark = pytest.mark.browser
KINDS = ("stride", "cue", "calibration", "target", "block", "quality")
# What only a clock of the wall or the device knows.
LEFT_OUT = {"at_s", "sample_s", "decision_s", "emission_s"}
WALK = """async ({plan, rows}) => {
  const { CoachedWalk } = await import("/page/coach.mjs");
  const records = [];
  let now = rows[0][0];
  const walk = new CoachedWalk(plan, { record: (one) => records.push(one), clock: () => now });
  for (const row of rows) {
    now = row[0];
    walk.take(...row);
  }
  records.push(walk.end());
  return JSON.stringify(records);
}"""


def walker_rows(plan: SessionPlan, seconds: float) -> list[list[float]]:
    """Samples of the simulated walker, who stands and walks and learns."""
    source = WalkerSource(plan, curve=LearningCurve.none())
    rows: list[list[float]] = []
    while not rows or rows[-1][0] - rows[0][0] < seconds:
        packets = source.read()
        assert packets is not None
        rows += [list(row) for packet in packets for row in packet.rows]
    return rows


def plan_of(minutes: float, baseline: dict[str, float], session: int) -> SessionPlan:
    blocks = session_blocks([Block(**row) for row in home_schedule(minutes)], session)
    how = HowToCalibrate(Method.STAND_THEN_WALK)
    return SessionPlan(session, ("left",), blocks, change_deg=-8.0, how=how, baseline_deg=baseline)


def coached(plan: SessionPlan, rows: list[list[float]]) -> list[dict]:
    now = rows[0][0]
    session = CoachSession(plan, clock=lambda: now)
    for row in rows:
        now = row[0]
        session.feed(Packet("left", (tuple(row),), 0.0))
    session.end()
    return session.records


def same(ours, theirs) -> bool:
    if isinstance(ours, dict):
        return ours.keys() == theirs.keys() and all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list | tuple):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, float) and theirs is not None and not isinstance(theirs, bool | str):
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


@pytest.mark.parametrize(("session", "baseline"), [(1, {}), (3, {"left": 4.0})])
def test_the_page_writes_the_records_that_the_coach_writes(session, baseline):
    chromium()
    plan = plan_of(2.0, baseline, session)
    rows = walker_rows(plan, 230.0)
    ours = coached(plan, rows)
    assert any(record["kind"] == "cue" for record in ours) and ours[-1]["finished"]
    with phone_page() as page:
        told = page.page.evaluate(WALK, {"plan": json.loads(json.dumps(plan.to_json())), "rows": rows})
    theirs = json.loads(told)
    assert all(is_log_record(record) for record in theirs)
    assert theirs[0]["plan"] == json.loads(json.dumps(ours[0]["plan"])) and theirs[-1]["finished"]
    for kind in KINDS:
        left = [{k: v for k, v in one.items() if k not in LEFT_OUT} for one in ours if one["kind"] == kind]
        right = [{k: v for k, v in one.items() if k not in LEFT_OUT} for one in theirs if one["kind"] == kind]
        assert len(left) == len(right) > 0, kind
        for one, other in zip(json.loads(json.dumps(left)), right, strict=True):
            assert same(one, other), (kind, one, other)


ASKED = """async ({plan, rows, asked}) => {
  const { CoachedWalk } = await import("/page/coach.mjs");
  const records = [];
  let now = rows[0][0];
  const walk = new CoachedWalk(plan, { record: (one) => records.push(one), clock: () => now });
  rows.forEach((row, k) => {
    now = row[0];
    const [what, on] = asked[k] ?? [];
    if (what === "pause") walk.pause(on);
    if (what === "feedback") walk.tell(0, on);
    walk.take(...row);
  });
  records.push(walk.end());
  return JSON.stringify(records);
}"""


def test_what_a_therapist_asks_for_is_written_by_page_and_coach_alike():
    chromium()
    plan = plan_of(2.0, {"left": 4.0}, 3)
    rows = walker_rows(plan, 150.0)
    told = {
        int(0.45 * len(rows)): (Ask.PAUSE, True),
        int(0.55 * len(rows)): (Ask.START, False),
        int(0.65 * len(rows)): (Ask.FEEDBACK, False),
        int(0.85 * len(rows)): (Ask.FEEDBACK, True),
    }
    now = rows[0][0]
    session = CoachSession(plan, clock=lambda: now)
    for k, row in enumerate(rows):
        now = row[0]
        if k in told:
            session.ask(Asked(told[k][0], 0, told[k][1]))
        session.feed(Packet("left", (tuple(row),), 0.0))
    session.end()
    page_asked = {str(k): ("feedback" if what is Ask.FEEDBACK else "pause", on) for k, (what, on) in told.items()}
    with phone_page() as page:
        words = {"plan": json.loads(json.dumps(plan.to_json())), "rows": rows, "asked": page_asked}
        theirs = json.loads(page.page.evaluate(ASKED, words))
    for kind in ("stride", "cue", "pause", "feedback", "block"):
        left = [{k: v for k, v in one.items() if k not in LEFT_OUT} for one in session.records if one["kind"] == kind]
        right = [{k: v for k, v in one.items() if k not in LEFT_OUT} for one in theirs if one["kind"] == kind]
        assert len(left) == len(right) > 0, kind
        for one, other in zip(json.loads(json.dumps(left)), right, strict=True):
            assert same(one, other), (kind, one, other)
    walked = [one for one in theirs if one["kind"] == "stride"]
    paused = [k for k, one in enumerate(theirs) if one["kind"] == "pause"]
    assert all(one["block"] is None for one in theirs[paused[0] : paused[1]] if one["kind"] == "stride")
    assert any(one["block"] == 0 and not one["feedback"] for one in walked)
