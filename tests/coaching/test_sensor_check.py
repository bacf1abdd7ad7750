"""The sensor is checked before a session cues: said, kept in the log, a wider band, or no cue at all."""

import json

import numpy as np
import pytest
from benchmarks import foot_sensor_60_hz as slow
from benchmarks.foot_sensor import read_walk, sample_rows
from tests.coaching.test_session import packets, walk
from tests.coaching.walks import Clock, RowsSource, of_kind, plan, walked

from footwise.coaching import CoachSession, Phase, coach, read_course
from footwise.coaching.sensor_check import FrameMeter, blocks_as_walked
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import Calibration, Fault, Method, Verdict
from footwise.jobs import SessionRequest, coach_session

CARRIED = Calibration(Method.RELATIVE, "left", 6.0, 0.1, 20, (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def fed(rows, a_plan, **keywords):
    clock = Clock()
    clock.now = 100.0
    session = CoachSession(a_plan, clock=clock, **keywords)
    coach(session, RowsSource(packets(rows, clock=clock)))
    return session


def losing(rows, share, seed=1):
    kept = np.random.default_rng(seed).random(len(rows)) >= share
    return [row for row, keep in zip(rows, kept, strict=True) if keep]


def scattered(rows, by_s):
    """The sender's stamps, in the order in which the samples were taken."""
    times = np.sort([row[0] for row in rows] + by_s * np.random.default_rng(1).standard_normal(len(rows)))
    return [(at, *row[1:]) for at, row in zip(times.tolist(), rows, strict=True)]


def test_a_good_sensor_is_said_before_the_first_block_and_costs_no_time():
    session = walked(plan(practice_s=30.0))
    kinds = [record["kind"] for record in session.records]
    (quality,) = of_kind(session.records, "quality")
    assert quality["verdict"] == "good"
    assert quality["band_deg"] == 0.0
    assert kinds.index("target") < kinds.index("quality") < kinds.index("block") < kinds.index("cue")
    assert "The left sensor is good: 100 samples a second" in "".join(
        record["text"] for record in of_kind(session.records, "notice")
    )
    # The block begins with the very stride that ends natural walking: nobody waited for the check.
    natural = [r for r in of_kind(session.records, "stride") if r["block"] is None]
    assert sum(record["valid"] for record in natural) == 20
    assert session.blocks == session.plan.blocks


def test_a_session_without_natural_walking_begins_with_eight_strides():
    session = fed(walk(), plan(2, practice_s=1000.0, carried={"left": CARRIED}))
    strides = of_kind(session.records, "stride")
    before = [record for record in strides if record["block"] is None]
    assert len(before) == 8
    assert not any(record["turn"] or record["feedback"] for record in before)
    assert of_kind(session.records, "quality")[0]["strides"] == 8
    assert session.phase is Phase.TRAINING
    # Walking of the check is none of the block's.
    assert session.elapsed_s == pytest.approx(sum(r["stride_s"] for r in strides if r["block"] == 0))


def test_a_sensor_that_is_usable_widens_the_band():
    session = fed(scattered(walk(), 0.0025), plan(practice_s=1000.0))
    (quality,) = of_kind(session.records, "quality")
    assert quality["verdict"] == "usable with a wider band"
    assert quality["faults"] == ["time stamps"]
    (block,) = of_kind(session.records, "block")
    assert block["band_deg"] == quality["band_deg"] == 5.0
    assert session.blocks[0].band_deg == 5.0 > session.plan.blocks[0].band_deg
    assert "the band is ±5°" in "".join(record["text"] for record in of_kind(session.records, "notice"))
    cues = of_kind(session.records, "cue")
    assert cues
    assert min(abs(cue["error_deg"]) for cue in cues) > 5.0
    told = [r for r in of_kind(session.records, "stride") if r["block"] == 0 and r["valid"]]
    assert all(record["in_band"] is (abs(record["error_deg"]) <= 5.0) for record in told)
    # A band that is wider already stays.
    wide = plan(practice_s=1000.0).blocks
    narrow = {"kind": "quality", "verdict": "good", "band_deg": 2.5}
    assert {block.band_deg for block in blocks_as_walked(wide, [narrow])} == {3.0}


def test_a_sensor_that_is_not_usable_gives_no_cue():
    session = fed(losing(walk(strides=120), 0.3), plan(practice_s=1000.0))
    assert session.refused is not None
    assert session.refused.verdict is Verdict.NOT_USABLE
    assert Fault.LOST in session.refused.faults
    assert not of_kind(session.records, "cue")
    assert not of_kind(session.records, "block")
    # 30 s of walking are enough to say so.
    assert 29.0 < session.refused.seconds < 33.0
    # Who insists goes on, and it stands in the log.
    insists = fed(losing(walk(strides=120), 0.12), plan(2, carried={"left": CARRIED}), accept_sensor=True)
    (quality,) = of_kind(insists.records, "quality")
    assert (quality["verdict"], quality["accepted"]) == ("not usable", True)
    assert insists.refused is None
    assert insists.phase is Phase.TRAINING
    assert insists.blocks[0].band_deg == 5.0
    assert "goes on all the same" in "".join(record["text"] for record in of_kind(insists.records, "notice"))


def test_stamps_of_arrival_are_said_although_no_stride_comes_of_them():
    rows = walk(strides=60)
    arrived = [(0.08 * (k // 8) + 0.0003 * (k % 8), *row[1:]) for k, row in enumerate(rows)]
    session = fed(arrived, plan())
    assert session.refused is not None
    assert session.refused.faults >= {Fault.STAMPS}


def test_who_stands_is_not_judged():
    standing = [(k / 100, 0.01 * (k % 3), 0.0, 9.81, 0.0, 0.001 * (k % 2), 0.0) for k in range(9000)]
    session = fed(standing, plan())
    assert session.refused is None
    assert not of_kind(session.records, "quality")


def test_a_session_that_goes_on_keeps_the_verdict_unless_it_was_the_end():
    first = fed(scattered(walk(strides=40), 0.0025), plan(practice_s=1000.0))
    again = CoachSession(first.plan, continued=first.records)
    assert again.feet["left"].check is None
    assert again.blocks[0].band_deg == 5.0
    assert again.phase is Phase.TRAINING
    refused = fed(losing(walk(strides=120), 0.3), plan(practice_s=1000.0))
    again = CoachSession(refused.plan, continued=refused.records)
    assert again.feet["left"].check is not None
    assert again.refused is None
    assert again.blocks[0].band_deg == 3.0


def test_each_foot_is_checked_by_itself():
    left, right = walk("left"), scattered(walk("right"), 0.0025)
    mixed = sorted([(*row, "left") for row in left] + [(*row, "right") for row in right])
    session = CoachSession(plan(sides=("left", "right"), practice_s=1000.0))
    from footwise.coaching.sources import Packet

    for *row, side in mixed:
        session.feed(Packet(side, [tuple(row)], 0.0))
    verdicts = {record["side"]: record["verdict"] for record in of_kind(session.records, "quality")}
    assert verdicts == {"left": "good", "right": "usable with a wider band"}
    # One band for one person.
    assert session.blocks[0].band_deg == 5.0


def test_the_clock_of_cameras_is_judged_like_a_sensors():
    even, uneven = FrameMeter("left"), FrameMeter("left")
    random = np.random.default_rng(1)
    for k in range(1500):
        even.update(k / 100, *[0.0] * 9)
        uneven.update(k / 100 + 0.0025 * random.standard_normal(), *[0.0] * 9)
    assert even.measured().verdict is Verdict.GOOD
    assert uneven.measured().faults == {Fault.STAMPS}
    assert "stream of markers" in str(uneven.measured())


# From a file, as a person starts it


def table(path, rows):
    lines = ["time,acc_x (m/s2),acc_y (m/s2),acc_z (m/s2),gyr_x (rad/s),gyr_y (rad/s),gyr_z (rad/s)"]
    path.write_text("\n".join([*lines, *(",".join(f"{value:.7g}" for value in row) for row in rows)]) + "\n")
    return path


def request(file, **values):
    return SessionRequest(source=str(file), side="left", change_deg=-10.0, speed=float("inf"), marker_stream=False,
                          gravity="up", **values)  # fmt: skip


def test_the_command_ends_with_one_line_and_goes_on_with_a_better_sensor(tmp_path):
    out, good = tmp_path / "anna", walk(strides=120)
    bad = table(tmp_path / "bad.csv", losing(good, 0.3))
    with pytest.raises(FootwiseError, match=r"left sensor: not usable, no cues are given: .*lost") as caught:
        coach_session(out, request(bad))
    assert caught.value.kind is ErrorKind.REFUSAL
    assert "`accept_sensor=True`" in caught.value.remedy
    assert (out / "report.html").is_file()
    log = [json.loads(line) for line in (out / "session-01.jsonl").read_text().splitlines()]
    assert not of_kind(log, "cue")
    walked_on = coach_session(out, request(table(tmp_path / "good.csv", good), minutes=None))
    assert walked_on.number == 1
    assert of_kind(walked_on.session.records, "cue")
    (course,) = read_course(out)
    assert [record["verdict"] for record in of_kind(course.records, "quality")] == ["not usable", "good"]
    assert course.blocks == course.plan.blocks


def test_the_report_has_verdict_and_band(tmp_path):
    out = tmp_path / "anna"
    coach_session(out, request(table(tmp_path / "walk.csv", scattered(walk(), 0.0025))))
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "The left sensor is usable with a wider band: time stamps that jump by" in page
    assert "± 5.0°" in page
    assert "± 3.0°" not in page


@pytest.mark.parametrize(("version", "faults"), [(slow.filtered, []), (slow.unfiltered, ["coarse samples"])])
def test_the_walk_with_markers_at_60_hz(version, faults):
    """Eight strides are enough to tell them apart."""
    random = np.random.default_rng(2)
    for sensor in read_walk().sensors:
        rows = [tuple(row) for row in sample_rows(version(sensor, random))]
        mounted = plan(2, sides=(sensor.side,), carried={sensor.side: _mounted(sensor.side)}, practice_s=1000.0)
        (quality,) = of_kind(fed_side(rows, mounted, sensor.side).records, "quality")
        assert quality["faults"] == faults


def _mounted(side):
    return Calibration(Method.RELATIVE, side, 0.0, 0.1, 20, (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def fed_side(rows, a_plan, side):
    clock = Clock()
    session = CoachSession(a_plan, clock=clock)
    coach(session, RowsSource(packets(rows, side, clock=clock)))
    return session
