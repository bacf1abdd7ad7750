"""A session from samples to cues: its phases, its cues, what it says when a sensor misbehaves, and its end."""

from dataclasses import replace
from math import inf, nan

import numpy as np
import pytest
from tests.coaching.walks import Clock, RowsSource, of_kind, plan, random_rotation, walked

from footwise.coaching import Block, CoachSession, Phase, SessionPlan, coach, summarise
from footwise.coaching.session_plan import plan_from_json
from footwise.coaching.sources import Packet
from footwise.foot_sensor.live import HowToCalibrate, Method, Reason, StrideTracker
from footwise.simulation import LearningCurve, SimulatedFoot, WalkerSource


def test_a_learner_is_led_to_the_target():
    session = walked(plan(practice_s=300.0))
    assert session.phase is Phase.FINISHED
    summary = session.end()
    foot = summary.feet[0]
    assert foot.baseline_deg == 0.0
    assert foot.target_deg == -10.0
    assert foot.cues["in"] > 20
    late = [r for r in of_kind(session.records, "stride") if r["block"] == 0 and r["valid"]][-50:]
    assert np.mean([r["foot_progression_angle_deg"] for r in late]) == pytest.approx(-8.0, abs=2.5)
    assert summary.walked_s >= 330.0
    assert foot.lost_s == 0.0
    assert of_kind(session.records, "end")[0]["finished"] is True


def test_who_does_not_learn_stays_where_he_was():
    a_plan = plan()
    session = walked(a_plan, WalkerSource(a_plan, curve=LearningCurve.none()))
    foot = session.end().feet[0]
    assert foot.achieved_change_deg == pytest.approx(0.0, abs=1.0)
    assert foot.with_feedback.in_band_pct < 10


@pytest.mark.parametrize("sides", [("left",), ("right",), ("left", "right")])
@pytest.mark.parametrize("seed", [None, 4])
@pytest.mark.requirement("R-006")
@pytest.mark.requirement("R-040")
def test_a_cue_points_to_the_target_and_comes_once_a_step(sides, seed):
    """Whatever the foot and the mounting."""
    a_plan = plan(sides=sides, practice_s=60.0)
    mount = None if seed is None else random_rotation(seed)
    cues = []
    session = walked(a_plan, WalkerSource(a_plan, mount=mount, curve=LearningCurve.none()), on_cue=[cues.append])
    assert {cue.side for cue in cues} == set(sides)
    assert {cue.turn.value for cue in cues} == {"in"}
    steps = [(cue.side, cue.mid_stance_s) for cue in cues]
    assert len(set(steps)) == len(steps)
    told = [r for r in of_kind(session.records, "stride") if r["turn"] is not None]
    assert len(told) == len(cues)
    assert all(r["valid"] and r["feedback"] and r["block"] == 0 for r in told)


@pytest.mark.requirement("R-041")
def test_every_cue_has_its_three_times():
    clock, a_plan = Clock(), plan(practice_s=30.0)
    session = walked(a_plan, WalkerSource(a_plan, clock=clock), clock=clock)
    cues = of_kind(session.records, "cue")
    assert cues
    for cue in cues:
        assert cue["sample_s"] <= cue["decision_s"] < cue["emission_s"]
    latency = session.end().sample_to_emission
    assert latency.count == len(cues)
    assert 0.0 < latency.median_s <= latency.p99_s <= latency.largest_s


def test_the_share_of_a_faded_block_is_kept_and_the_seed_repeats_it():
    def told(seed):
        a_plan = plan(practice_s=220.0, share=0.5, seed=seed)
        session = walked(a_plan, WalkerSource(a_plan, seed=1))
        steps = [r for r in of_kind(session.records, "stride") if r["block"] == 0 and r["valid"]]
        return [r["feedback"] for r in steps]

    first = told(1)
    assert np.mean(first) == pytest.approx(0.5, abs=0.03)
    assert told(1) == first
    assert told(2) != first


def test_each_foot_has_draws_of_its_own():
    session = walked(plan(sides=("left", "right"), practice_s=40.0, share=0.5))
    steps = [r for r in of_kind(session.records, "stride") if r["block"] == 0 and r["valid"]]
    told = [[r["feedback"] for r in steps if r["side"] == side][:20] for side in ("left", "right")]
    assert [sum(one) for one in told] == [10, 10]
    assert told[0] != told[1]


def test_no_cue_in_a_retention_block():
    session = walked(plan(practice_s=20.0, retention_s=60.0))
    strides = of_kind(session.records, "stride")
    assert any(r["block"] == 1 for r in strides)
    assert all(r["turn"] is None and not r["feedback"] for r in strides if r["block"] == 1)


@pytest.mark.parametrize("method", ["stand then walk", "clinic value"])
def test_absolute_calibrations_give_absolute_angles(method):
    a_plan = plan(how=HowToCalibrate(Method(method), clinic_deg={"left": 6.0}), practice_s=60.0)
    session = walked(a_plan, WalkerSource(a_plan, mount=random_rotation(2), curve=LearningCurve.none()))
    foot = session.feet["left"]
    # The simulated foot stands along the line and walks with 6° toe-out.
    assert foot.baseline_deg == pytest.approx(6.0, abs=1.5)
    assert foot.target_deg == pytest.approx(foot.baseline_deg - 10.0)
    steps = [r for r in of_kind(session.records, "stride") if r["block"] is not None and r["valid"]]
    assert np.mean([r["foot_progression_angle_deg"] for r in steps]) == pytest.approx(6.0, abs=1.5)


# Sensors that misbehave


def walk(side="left", strides=80, angle=6.0, **keywords):
    foot = SimulatedFoot(side, **keywords)
    rows = foot.stand(3.0).rows()
    for _ in range(strides):
        rows += foot.stride(angle).rows()
    return rows


def swing_after(rows, k):
    """The sample of the fastest turn in the stride that begins about here."""
    return max(range(k, k + 220), key=lambda i: abs(rows[i][5]))


def packets(rows, side="left", clock=None, size=4):
    """Packets whose sending moves the session's clock on as the device's."""
    for k in range(0, len(rows), size):
        part = rows[k : k + size]
        if clock is not None:
            clock.now = 100.0 + part[-1][0]
        yield Packet(side, part, 100.0 + part[-1][0] if clock else 0.0, 1.0)


def fed(rows, a_plan=None, **keywords):
    clock = Clock()
    clock.now = 100.0
    session = CoachSession(a_plan or plan(practice_s=1000.0), clock=clock, **keywords)
    coach(session, RowsSource(packets(rows, clock=clock)))
    return session


def angles(session):
    return np.array([r["foot_progression_angle_deg"] for r in of_kind(session.records, "stride") if r["valid"]])


def test_a_sensor_that_stops_and_comes_back():
    rows = walk()
    clock = Clock()
    session = CoachSession(plan(practice_s=1000.0), clock=clock)
    # It stops and comes back in the middle of a swing.
    stops, back = rows[swing_after(rows, 4000)][0], rows[swing_after(rows, 5200)][0]
    before = [row for row in rows if row[0] <= stops]
    after = [row for row in rows if row[0] >= back]
    coach(session, RowsSource(packets(before, clock=clock)))
    clock.now += 5.0
    session.tick()
    assert session.feet["left"].silent
    assert "sends nothing" in session.notices[-1]
    coach(session, RowsSource(packets(after, clock=clock)))
    states = [r["state"] for r in of_kind(session.records, "source")]
    assert states == ["silent", "back"]
    summary = session.end().feet[0]
    assert summary.lost_s == pytest.approx(back - stops, abs=0.1)
    assert summary.reasons["samples are missing"] == 1
    # The time without samples was not walked, nor was the stride that it cut.
    strides = [r for r in of_kind(session.records, "stride") if r["block"] is not None and r["stride_s"] is not None]
    assert session.elapsed_s == pytest.approx(sum(record["stride_s"] for record in strides))
    assert 40.0 < session.elapsed_s < rows[-1][0] - (back - stops)
    assert np.abs(angles(session)[25:]).max() < 3.0


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("backwards", "time ran backwards"),
        ("jump", "samples are missing"),
        ("nan", "a sample has no number"),
        ("saturated", "the sensor reached the end of its range"),
        ("rate", "the sampling rate changed"),
    ],
)
def test_a_fault_costs_its_stride_and_says_why(what, reason):
    rows = walk(rate_hz=200.0)
    k = swing_after(rows, 8000)
    if what == "backwards":
        rows = rows[:k] + [(row[0] - 30.0, *row[1:]) for row in rows[k:]]
    elif what == "jump":
        rows = rows[:k] + [(row[0] + 3600.0, *row[1:]) for row in rows[k:]]
    elif what == "nan":
        rows[k] = (rows[k][0], nan, *rows[k][2:])
    elif what == "saturated":
        top = np.copysign(4.36, rows[k][5])
        for i in range(k - 4, k + 5):
            rows[i] = (*rows[i][:5], top, rows[i][6])
    else:
        rows = rows[:k] + rows[k::3]
    session = fed(rows)
    reasons = session.end().feet[0].reasons
    assert reasons.get(reason, 0) >= 1, reasons
    assert sum(reasons.values()) <= 4
    assert np.abs(angles(session)[20:]).max() < 3.0


@pytest.mark.requirement("R-042")
def test_a_sensor_that_turned_on_the_shoe_stops_the_cues_and_is_said():
    rows = walk(strides=40)
    c, s = np.cos(np.radians(12)), np.sin(np.radians(12))
    k = 3300
    turned = [(t, c * ax - s * az, ay, s * ax + c * az, c * gx - s * gz, gy, s * gx + c * gz)
              for t, ax, ay, az, gx, gy, gz in rows[k:]]  # fmt: skip
    session = fed(rows[:k] + turned)
    assert any("has moved on the shoe" in record["text"] for record in of_kind(session.records, "notice"))
    last = of_kind(session.records, "stride")[-4:]
    assert all(not record["valid"] and record["turn"] is None for record in last)


@pytest.mark.requirement("R-003")
def test_swapped_feet_are_not_coached():
    """Sensors mounted in different ways, handed to the wrong feet in the break: the tilt says so at the first stance.

    Two sensors mounted alike cannot be told apart by six axes.
    """
    mount = random_rotation(5)
    left = SimulatedFoot("left", mount=mount)
    rows = left.stand(3.0).rows()
    for _ in range(30):
        rows += left.stride(6.0).rows()
    other = SimulatedFoot("right", mount=random_rotation(6))
    swapped = other.stand(3.0).rows()
    for _ in range(15):
        swapped += other.stride(6.0).rows()
    session = fed(rows + [(row[0] + rows[-1][0] + 1.0, *row[1:]) for row in swapped])
    after = [r for r in of_kind(session.records, "stride") if r["mid_stance_s"] > rows[-1][0] + 10.0]
    assert after
    assert all(record["turn"] is None for record in after)


@pytest.mark.requirement("R-040")
def test_standing_turning_and_stairs_get_no_cue():
    foot = SimulatedFoot("left")
    rows = foot.stand(3.0).rows()
    for _ in range(25):
        rows += foot.stride(6.0).rows()
    begin = foot.time_s
    for k in range(8):
        rows += foot.stride(6.0, turn_deg=30.0).rows()
        rows += foot.stride(6.0, climb_m=0.32, stride_m=0.6).rows()
        if k % 2:
            rows += foot.stand(6.0).rows()
    session = fed(rows)
    strange = [r for r in of_kind(session.records, "stride") if r["mid_stance_s"] > begin + 0.5]
    assert len(strange) >= 14
    assert not any(record["valid"] for record in strange)
    assert {r["reason"] for r in strange} <= {"turning", "a step up or down", "starts from standing"}


@pytest.mark.parametrize(
    ("turn_deg", "sign", "asked"), [(35.0, 1.0, "left"), (-35.0, 1.0, "right"), (35.0, -1.0, "right")]
)
def test_the_largest_turn_is_asked_about_once_when_the_foot_is_calibrated(turn_deg, sign, asked):
    """With the wrong sign of gravity it is asked about the other side."""
    foot = SimulatedFoot("left")
    rows = foot.stand(3.0).rows()
    for k in range(60):
        turning = k in (10, 11, 12, 40, 41)
        rows += foot.stride(6.0, turn_deg=turn_deg if turning else 0.0).rows()
    session = fed([(t, sign * ax, sign * ay, sign * az, *rest) for t, ax, ay, az, *rest in rows])
    (question,) = [record for record in of_kind(session.records, "notice") if "turn" in record["text"]]
    assert f"By the left sensor the largest turn so far was to the {asked}, " in question["text"]
    assert "s ago: was it?" in question["text"]
    (calibrated,) = of_kind(session.records, "calibration")
    assert session.records.index(question) > session.records.index(calibrated)


def test_who_walks_on_a_belt_is_asked_nothing():
    notices = [record["text"] for record in of_kind(fed(walk()).records, "notice")]
    assert not [text for text in notices if "turn" in text]


def test_nothing_that_comes_in_raises():
    random = np.random.default_rng(1)
    strange = [nan, inf, -inf, 1e300, 0.0, 1.0, 9.81]
    session = CoachSession(plan())
    for _ in range(300):
        rows = [tuple(random.choice(strange).item() for _ in range(7)) for _ in range(3)]
        session.feed(Packet("left", rows, 0.0))
        session.feed(Packet("right", rows, 0.0))
        session.feed(Packet("left", [], 0.0))
        session.tick()
    session.end()


@pytest.mark.requirement("R-041")
def test_a_cue_outlet_that_fails_is_left_out_and_the_walk_goes_on():
    def broken(_):
        raise OSError("the loudspeaker is gone")

    heard = []
    session = walked(plan(practice_s=60.0), on_cue=[broken, heard.append])
    assert len(heard) > 5
    assert any("loudspeaker" in notice["text"] for notice in of_kind(session.records, "notice"))
    # Said at the first time and when it is given up.
    assert len(of_kind(session.records, "trouble")) == 2
    assert all(cue["emission_s"] is not None for cue in of_kind(session.records, "cue"))


def test_a_cue_that_nobody_gave_has_no_emission():
    def broken(_):
        raise OSError("the loudspeaker is gone")

    session = fed(walk(), plan(practice_s=1000.0), on_cue=[broken])
    cues = of_kind(session.records, "cue")
    assert cues
    assert all(cue["emission_s"] is None for cue in cues)
    assert session.end().sample_to_emission.count == 0


def test_standing_is_not_walking():
    foot = SimulatedFoot("left")
    rows = foot.stand(3.0).rows()
    for _ in range(25):
        rows += foot.stride(6.0).rows()
    rows += foot.stand(300.0).rows()
    session = fed(rows, plan(practice_s=60.0, retention_s=30.0))
    assert session.phase is Phase.TRAINING
    assert session.elapsed_s < 10.0


def test_a_stream_that_cannot_be_right_is_said():
    """Angular velocity in °/s that is said to be rad/s, or so little that no step is seen."""
    rows = walk(strides=60)
    for factor, words in ((57.3, "cannot be used"), (0.0175, "No step was seen")):
        wrong = [(*row[:4], *(factor * value for value in row[4:])) for row in rows]
        session = fed(wrong)
        assert any(words in record["text"] for record in of_kind(session.records, "notice"))


# Plans and continuing


def test_a_plan_survives_its_log():
    how = HowToCalibrate(Method.CLINIC_VALUE, {"left": 5.0, "right": 4.0})
    a_plan = plan(sides=("left", "right"), how=how)
    assert plan_from_json(a_plan.to_json()) == a_plan


@pytest.mark.parametrize(
    "wrong",
    [
        {"sides": ()},
        {"sides": ("middle",)},
        {"change_deg": None},
        {"target_deg": 2.0},
        {"change_deg": nan},
        {"change_deg": 45.0},
        {"change_deg": None, "target_deg": 2.0},
        {"how": HowToCalibrate(Method.CLINIC_VALUE)},
        {"baseline_strides": 3},
        {"blocks": ()},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(wrong):
    good = plan()
    with pytest.raises(ValueError, match=r"\w"):
        replace(good, **wrong)


def test_an_interrupted_session_goes_on_where_it_was():
    a_plan = plan(practice_s=120.0, share=0.5)
    whole = walked(a_plan, WalkerSource(a_plan, curve=LearningCurve.none()))
    source = WalkerSource(a_plan, curve=LearningCurve.none())
    first = CoachSession(a_plan)
    while first.elapsed_s < 60.0:
        for packet in source.read():
            first.feed(packet)
    second = CoachSession(a_plan, continued=first.records)
    assert second.phase is Phase.TRAINING
    assert second.elapsed_s == pytest.approx(first.elapsed_s, abs=1.5)
    assert second.feet["left"].calibration == first.feet["left"].calibration
    # The sensor was switched on again: its clock begins anew, and so does the tracker.
    coach(second, WalkerSource(a_plan, curve=LearningCurve.none(), seed=5))
    assert second.phase is Phase.FINISHED

    def told(session):
        return [r["feedback"] for r in of_kind(session.records, "stride") if r["step"] is not None and r["block"] == 0]

    count = min(len(told(second)), len(told(whole)))
    assert count > 90
    assert told(second)[:count] == told(whole)[:count]
    assert summarise(second.records).finished is False
    assert second.end().finished is False or second.phase is Phase.FINISHED


def test_a_sensor_put_on_anew_is_calibrated_before_the_session_goes_on():
    how = HowToCalibrate(Method.STAND_THEN_WALK)
    a_plan = plan(practice_s=200.0, how=how)
    source = WalkerSource(a_plan, curve=LearningCurve.none())
    first = CoachSession(a_plan)
    while first.elapsed_s < 60.0:
        for packet in source.read():
            first.feed(packet)
    second = CoachSession(a_plan, continued=first.records, recalibrate=True)
    assert second.phase is Phase.CALIBRATION
    # Another mounting, and natural walking with 2° less toe-out than before.
    other = WalkerSource(a_plan, curve=LearningCurve.none(), mount=random_rotation(8), natural_deg=4.0)
    coach(second, other)
    assert second.phase is Phase.FINISHED
    baselines = [record["baseline_deg"] for record in of_kind(second.records, "target")]
    assert baselines == pytest.approx([6.0, 4.0], abs=1.5)
    cues = of_kind(second.records[len(first.records) :], "cue")
    assert cues
    steps = {r["mid_stance_s"]: r for r in of_kind(second.records[len(first.records) :], "stride")}
    for cue in cues:
        assert cue["error_deg"] == pytest.approx(steps[cue["mid_stance_s"]]["error_deg"])


def test_the_live_tracker_keeps_what_it_learnt_when_it_is_calibrated():
    rows = walk(strides=30)
    session = fed(rows)
    tracker = StrideTracker("left")
    plain = [stride for row in rows if (stride := tracker.update(*row)) is not None]
    assert len(of_kind(session.records, "stride")) == len(plain)
    assert sum(r["valid"] for r in of_kind(session.records, "stride")) == sum(s.valid for s in plain)


def test_a_stride_lasts_from_one_mid_stance_to_the_next():
    session = fed(walk(strides=40, stride_s=1.2, stride_m=1.2))
    strides = [record for record in of_kind(session.records, "stride") if record["valid"]]
    assert np.mean([record["stride_s"] for record in strides]) == pytest.approx(1.2, abs=0.02)
    assert np.mean([record["speed_m_s"] for record in strides]) == pytest.approx(1.0, abs=0.02)


def test_a_session_without_samples():
    session = coach(CoachSession(plan()), RowsSource([]))
    summary = session.end()
    assert summary.feet[0].found == 0
    assert summary.feet[0].achieved_change_deg is None
    assert summary.finished is False


def test_a_band_is_the_blocks():
    blocks = (Block(1, 30.0, 1.0, band_deg=2.0), Block(1, 30.0, 1.0, band_deg=5.0))
    session = walked(SessionPlan(1, ("left",), blocks, change_deg=0.0))
    for record in of_kind(session.records, "stride"):
        if record["block"] is not None and record["valid"]:
            assert record["in_band"] == (abs(record["error_deg"]) <= blocks[record["block"]].band_deg)


def test_a_sensor_that_changes_its_rate_is_said_once_a_change():
    slow, fast = walk(strides=24), walk(strides=48)
    half = slow[len(slow) // 2][0]
    mixed = [row for row in slow if row[0] < half] + [row for k, row in enumerate(fast) if row[0] > half and k % 2]
    session = fed(mixed)
    reasons = [record["reason"] for record in of_kind(session.records, "stride")]
    assert reasons.count(Reason.RATE.value) == 1
    told = [record["text"] for record in of_kind(session.records, "notice")]
    assert sum("has changed its rate" in text for text in told) == 1
