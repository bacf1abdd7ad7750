"""Live markers: the public treadmill walk as a live stream through both ways in gives what the recording gives."""

import threading
import time
import uuid
from math import inf

import numpy as np
import pylsl
import pytest
from tests.coaching.qtm_server import CAPTURE_STOPPED, QtmServer
from tests.coaching.walks import of_kind
from tests.shared import recording as shared

from footwise.coaching import Block, CoachSession, SessionPlan, coach, import_pylsl
from footwise.coaching.marker_tracker import MarkerTracker
from footwise.coaching.sources import LslMarkerSource, QtmSource, find_marker_stream
from footwise.coaching.sources.marker_frames import MarkerFrames
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import HowToCalibrate, Method, Reason
from footwise.loads import analyse_walk
from footwise.recordings import read_recording

import_pylsl()
SIDES = ("left", "right")


@pytest.fixture(scope="module")
def walk(treadmill_c3d):
    return analyse_walk(read_recording(treadmill_c3d))


@pytest.fixture(scope="module")
def stream(treadmill_c3d):
    """Labels, times in s and positions in mm of the recording, z up."""
    markers = read_recording(treadmill_c3d).markers
    return markers.labels, np.arange(markers.frames) / markers.rate_hz, 1000.0 * markers.positions_m


def plan(sides=SIDES, **values):
    how = HowToCalibrate(Method.MARKERS)
    return SessionPlan(1, sides, (Block(1, 600.0, 1.0),), change_deg=-10.0, how=how, baseline_strides=8, **values)


class UntilStill:
    """A source that ends when nothing more comes."""

    simulated = False

    def __init__(self, source, after_s=1.0):
        self._source, self._after_s = source, after_s
        self._came = time.monotonic() + 10.0
        self.name, self.notes = source.name, source.notes

    def read(self):
        packets = self._source.read()
        if packets:
            self._came = time.monotonic()
        return None if time.monotonic() - self._came > self._after_s else packets

    def close(self):
        self._source.close()


def y_up(positions):
    """The same places with y up, as a right-handed program tells them."""
    return np.stack((positions[..., 0], positions[..., 2], -positions[..., 1]), axis=-1)


def over_qtm(stream, session, speed=20.0):
    labels, times, positions = stream
    server = QtmServer(labels)
    source = QtmSource(SIDES, "127.0.0.1", port=server.port)
    assert server.streaming.wait(5.0)
    threading.Thread(target=server.play, args=(times, positions, speed), daemon=True).start()
    coach(session, UntilStill(source))
    source.close()
    server.close()
    return source


def marker_outlet(name, labels, unit="mm", kind="MoCap", separator="_", rate=100.0, up=""):
    info = pylsl.StreamInfo(name, kind, 3 * len(labels), rate, "float32", f"{name}_id")
    channels = info.desc().append_child("channels")
    for label in labels:
        for axis in "XYZ":
            channel = channels.append_child("channel")
            channel.append_child_value("label", f"{label}{separator}{axis}")
            channel.append_child_value("type", f"Position{axis}")
            if unit:
                channel.append_child_value("unit", unit)
    if up:
        info.desc().append_child_value("up", up)
    return pylsl.StreamOutlet(info)


def over_lsl(stream, session, speed=20.0):
    labels, times, positions = stream
    name = f"m{uuid.uuid4().hex[:8]}"
    outlet = marker_outlet(name, labels)
    found = find_marker_stream(name)
    source = LslMarkerSource(SIDES, found)
    begin = pylsl.local_clock()

    def play():
        outlet.wait_for_consumers(5.0)
        for at, frame in zip(times, y_up(positions).reshape(len(times), -1), strict=True):
            while (wait := begin + 0.5 + at / speed - pylsl.local_clock()) > 0.0:
                time.sleep(wait)
            # The stamp is the cameras' time.
            outlet.push_sample(frame.astype("float32").tolist(), begin + at)

    threading.Thread(target=play, daemon=True).start()
    coach(session, UntilStill(source))
    source.close()
    return source


@pytest.mark.parametrize("way_in", [over_qtm, over_lsl])
def test_the_same_steps_and_angles_as_in_the_recording(walk, stream, way_in):
    session = CoachSession(plan(), on_cue=[lambda cue: None])
    source = way_in(stream, session)
    strides = of_kind(session.records, "stride")
    begin = strides[0]["contact_s"] - walk.steps["contact_s"].dropna().min() if way_in is over_lsl else 0.0
    # On the clock of the stream; within a frame the first step says where that begins.
    differences, waits = [], []
    for side in SIDES:
        mine = [one for one in strides if one["side"] == side]
        offline = walk.steps[(walk.steps["side"] == side) & walk.steps["foot_progression_angle_deg"].notna()]
        live_s = np.array([one["contact_s"] - begin for one in mine])
        for _, step in offline.iterrows():
            nearest = int(np.argmin(np.abs(live_s - step["contact_s"])))
            assert abs(live_s[nearest] - step["contact_s"]) < 0.05, (side, step["contact_s"])
            one = mine[nearest]
            assert one["valid"]
            differences.append(one["foot_progression_angle_deg"] - step["foot_progression_angle_deg"])
            waits.append(one["decided_s"] - begin - step["contact_s"])
            # While that foot is still on the ground.
            assert one["decided_s"] - begin < step["off_s"] - 0.2
        assert len(mine) - len(offline) in (0, 1)  # the last stance is cut by the end of the recording
    assert len(differences) == 20
    assert np.std(differences, ddof=1) < 0.5
    assert np.median(waits) <= 0.30 + (0.02 if begin else 0.0)
    # The policy is that of a sensor: 8 natural strides, then cues towards 10° more toe-in.
    cues = of_kind(session.records, "cue")
    assert len(cues) >= 4 and {cue["turn"] for cue in cues} == {"in"}
    for side in SIDES:
        target = next(one for one in of_kind(session.records, "target") if one["side"] == side)
        assert target["target_deg"] == pytest.approx(target["baseline_deg"] - 10.0)
    assert any("marker set HBM2" in note for note in source.notes)


def test_up_is_seen_in_the_body_where_nobody_says_it(stream):
    labels, times, positions = stream
    frames = MarkerFrames("s", labels, SIDES)
    packets = frames.packets(times[:200], y_up(positions[:200]), 0.0)
    turned = MarkerFrames("s", labels, SIDES, up="+z", unit="mm").packets(times[:200], positions[:200], 0.0)
    for one, other in zip(packets, turned, strict=True):
        assert np.allclose(one.rows, other.rows)
    assert any("+y is up" in note for note in frames.notes)
    assert any("positions are in mm" in note for note in frames.notes)


def test_what_a_stream_says_wrongly_is_refused(stream):
    labels, times, positions = stream
    for values, frames, words in (
        ({"up": "+x"}, positions, r"says that \+x is up"),
        ({"unit": "m"}, positions, "from heel to toe, which is no foot"),
        ({}, positions * (1.0, -1.0, 1.0), "left-handed axes"),
    ):
        with pytest.raises(FootwiseError, match=words):
            MarkerFrames("s", labels, SIDES, **values).packets(times[:200], frames[:200], 0.0)
    with pytest.raises(FootwiseError, match="no heel and toe"):
        MarkerFrames("s", ["A", "B"], SIDES)
    feet = [label for label in labels if label[1:] in ("HEE", "MT2")]
    with pytest.raises(FootwiseError, match="does not say which axis points up"):
        MarkerFrames("s", feet, SIDES)


def rows_of(stream, side="left", hide=None, every=1):
    labels, times, positions = stream
    positions = positions.copy()
    if hide is not None:
        label, begin, end = hide
        positions[begin:end, labels.index(label)] = 0.0
    frames = MarkerFrames("s", labels, SIDES, up="+z", unit="mm")
    packets = frames.packets(times[::every], positions[::every], 0.0)
    return next(packet.rows for packet in packets if packet.side == side)


def tracked(rows):
    tracker = MarkerTracker("left")
    return tracker, [stride for row in rows if (stride := tracker.update(*row)) is not None]


@pytest.mark.parametrize("label", ["LHEE", "LMT2"])
def test_a_hidden_marker_makes_the_step_invalid_and_no_other(stream, label):
    _, whole = tracked(rows_of(stream))
    step = whole[4]
    begin = round(100 * step.mid_stance_s) - 6
    tracker, strides = tracked(rows_of(stream, hide=(label, begin, begin + 12)))
    assert [one.contact_s for one in strides] == pytest.approx([one.contact_s for one in whole], abs=0.03)
    assert [one.valid for one in strides] == [k != 4 for k in range(len(whole))]
    assert strides[4].reason is Reason.HIDDEN and strides[4].foot_progression_angle_deg is None
    assert tracker.unusable == 12


def test_a_frame_or_two_are_filled(stream):
    _, whole = tracked(rows_of(stream))
    begin = round(100 * whole[4].mid_stance_s)
    _, strides = tracked(rows_of(stream, hide=("LHEE", begin, begin + 2)))
    assert strides[4].valid
    assert strides[4].foot_progression_angle_deg == pytest.approx(whole[4].foot_progression_angle_deg, abs=0.3)


def test_a_stream_that_changes_its_rate_is_said(stream):
    rows = rows_of(stream)
    half = rows_of(stream, every=2)
    cut = 500
    mixed = rows[:cut] + [row for row in half if row[0] > rows[cut - 1][0]]
    _, strides = tracked(mixed)
    assert sum(one.reason is Reason.RATE for one in strides) == 1
    _, whole = tracked(rows)
    assert len(strides) >= len(whole) - 1


def test_frames_that_are_missing_cut_the_walk(stream):
    rows = rows_of(stream)
    tracker, strides = tracked(rows[:400] + rows[600:])
    assert tracker.lost_s == pytest.approx(2.01)
    assert len(strides) >= 7 and all(stride.stride_s is None or stride.stride_s < 1.3 for stride in strides)
    # A clock that begins anew: what follows is a walk of its own.
    again = [(row[0] - 4.0, *row[1:]) for row in rows[400:]]
    tracker, strides = tracked(rows[:400] + again)
    assert tracker.unusable == 1
    assert len(strides) >= 8


def test_on_a_walkway_the_direction_is_that_of_the_stride(stream):
    """The belt carried along: the same walk through a room, straight and at an angle to the axes."""
    rows = np.array(rows_of(stream))
    _, belt = tracked([tuple(row) for row in rows])
    turned = np.radians(30.0)
    turn = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    for first in (1, 4, 7):
        rows[:, first] += 1.11 * rows[:, 0]
        rows[:, first : first + 2] = rows[:, first : first + 2] @ turn.T
    _, strides = tracked([tuple(row) for row in rows])
    assert strides[0].reason is Reason.NO_START
    assert [one.valid for one in strides[1:]] == [True] * (len(belt) - 1)
    difference = [
        one.foot_progression_angle_deg - other.foot_progression_angle_deg
        for one, other in zip(strides[1:], belt[1:], strict=True)
    ]
    # A person on a belt sways to its sides, which is a direction in a room.
    assert abs(np.mean(difference)) < 1.0 and np.std(difference) < 2.5
    assert np.median([one.stride_m for one in strides[1:]]) == pytest.approx(
        np.median([one.stride_m for one in belt[1:]]), abs=0.05
    )


@pytest.mark.shared
@pytest.mark.parametrize(
    "file",
    ["three_clinics/A_walk.c3d", "three_clinics/B_walk1.c3d", "three_clinics/B_walk2.c3d", "small_four_plates/walk.c3d",
     "walkway_children/P1_straight.c3d", "walkway_children/P2_straight.c3d", "walkway_children/P3_straight.c3d"],
)  # fmt: skip
def test_walkways_of_other_laboratories(file):
    """Every step of the recording is seen live and no other; the direction is that of the stride before."""
    recording = read_recording(shared(file))
    steps = analyse_walk(recording).steps
    markers = recording.markers
    times = np.arange(markers.frames) / markers.rate_hz
    compared = 0
    for packet in MarkerFrames(file, markers.labels, SIDES).packets(times, 1000.0 * markers.positions_m, 0.0):
        tracker = MarkerTracker(packet.side)
        live = [stride for row in packet.rows if (stride := tracker.update(*row)) is not None]
        mine = steps[steps["side"] == packet.side]
        for one in live:
            assert np.nanmin(np.abs(mine["contact_s"] - one.contact_s)) < 0.05
        for _, step in mine[mine["foot_progression_angle_deg"].notna()].iterrows():
            one = min(live, key=lambda one: abs(one.contact_s - step["contact_s"]))
            assert abs(one.contact_s - step["contact_s"]) < 0.05
            assert one.decided_s - step["contact_s"] < 0.36 and one.decided_s < step["off_s"]
            if one.valid:
                compared += 1
                assert one.foot_progression_angle_deg == pytest.approx(step["foot_progression_angle_deg"], abs=4.0)
            else:
                assert one.reason is Reason.NO_START
    assert compared


@pytest.mark.slow
def test_a_measurement_that_stops_is_said_and_gone_on_with(stream):
    labels, times, positions = stream
    server = QtmServer(labels, versions=("1.19",))
    source = QtmSource(("left",), "127.0.0.1", port=server.port)
    session = CoachSession(plan(("left",)))

    def feed(seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for packet in source.read():
                session.feed(packet)
            session.tick()

    def play(begin, end):
        thread = threading.Thread(target=server.play, args=(times[begin:end], positions[begin:end], 20.0), daemon=True)
        thread.start()
        feed(0.5)
        thread.join()

    play(0, 500)
    before = len(of_kind(session.records, "stride"))
    server.event(CAPTURE_STOPPED)
    feed(1.6)
    assert any("the measurement has stopped" in note for note in source.notes)
    # The next measurement begins at zero.
    thread = threading.Thread(target=server.play, args=(times[:500], positions[500:1000], 20.0), daemon=True)
    thread.start()
    feed(0.8)
    assert len(of_kind(session.records, "stride")) > before >= 3
    server.drop()
    feed(1.5)
    assert server.streaming.wait(3.0)
    feed(0.2)
    play(0, 500)
    assert any("the connection is lost" in note for note in source.notes)
    said = [record["text"] for record in of_kind(session.records, "notice")]
    assert any("sends nothing" in text for text in said) and any("is back" in text for text in said)
    source.close()
    server.close()


def test_nobody_there_is_one_line():
    with pytest.raises(FootwiseError, match=r"qtm:127\.0\.0\.1: does not answer on port 1\. Start Qualisys"):
        QtmSource(SIDES, "127.0.0.1", port=1)


def test_a_server_without_labels_is_refused():
    server = QtmServer([])
    with pytest.raises(FootwiseError, match="streams no labelled marker"):
        QtmSource(SIDES, "127.0.0.1", port=server.port)
    server.close()


@pytest.mark.parametrize("separator", ["_", ".", " ", ":", ""])
def test_labels_of_coordinates_as_bridges_write_them(separator):
    name = f"m{uuid.uuid4().hex[:8]}"
    outlet = marker_outlet(name, ["LHEE", "LMT2", "LASIS"], separator=separator, unit="", up="y")
    found = find_marker_stream(name)
    assert found.labels == ("LHEE", "LMT2", "LASIS")
    assert found.channels == ((0, 1, 2), (3, 4, 5), (6, 7, 8))
    assert found.unit == "" and found.up == "+y" and found.pace == 1.0 < inf
    del outlet
