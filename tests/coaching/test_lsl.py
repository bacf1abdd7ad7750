"""Lab Streaming Layer for real, over this machine's loop-back: streams found, units read, drops survived."""

import json
import threading
import time
import uuid
from math import inf

import numpy as np
import pylsl
import pytest
from tests.coaching.walks import of_kind, plan

from footwise.coaching import CoachSession, coach, import_pylsl
from footwise.coaching.outlets import LslMarkers
from footwise.coaching.sources import LslSource, Packet
from footwise.coaching.sources.lsl_source import still_level
from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.samples.catalogue import sample_path
from footwise.simulation import CueListener, Learner, LslWalker, SimulatedFoot

import_pylsl()


@pytest.fixture
def name():
    """Of the streams of one test: other tests stream at the same time."""
    return f"t{uuid.uuid4().hex[:8]}"


def outlet(
    name, *, side="left", labels=None, units=("m/s^2", "rad/s"), rate=100.0, kind="IMU", identity=None, gravity="up"
):
    labels = labels or [f"{what}_{axis}" for what in ("acc", "gyr") for axis in "xyz"]
    info = pylsl.StreamInfo(f"{name}_{side}", kind, len(labels), rate, "float32", identity or "")
    info.set_channel_labels(labels)
    info.set_channel_units([units[0]] * 3 + [units[1]] * 3 + [""] * (len(labels) - 6))
    info.desc().append_child_value("gravity", gravity)
    return pylsl.StreamOutlet(info)


def first_packet(source, send, seconds=5.0):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        send()
        for packet in source.read():
            return packet
        time.sleep(0.01)
    raise AssertionError("no packet came")


def resting(level=9.81, turn=0.0):
    return np.tile([0.0, 0.0, level, turn, 0.0, 0.0], (60, 1)).astype("float32")


@pytest.mark.parametrize(
    ("units", "level", "turn", "expected"),
    [
        (("m/s^2", "rad/s"), 9.81, 0.5, (9.81, 0.5)),
        (("g", "deg/s"), 1.0, 90.0, (9.80665, np.pi / 2)),
        (("m/s²", "dps"), 9.7, 90.0, (9.7, np.pi / 2)),
    ],
)
def test_units_are_those_of_the_description(name, units, level, turn, expected):
    sender = outlet(name, units=units)
    source = LslSource(("left",), name=name)
    packet = first_packet(source, lambda: sender.push_chunk(resting(level, turn)))
    assert packet.side == "left"
    assert packet.rows[0][3] == pytest.approx(expected[0], rel=1e-5)
    assert packet.rows[0][4] == pytest.approx(expected[1], rel=1e-5)
    assert abs(packet.taken_s - source.clock()) < 1.0
    source.close()


@pytest.mark.parametrize(
    ("units", "level", "words"),
    [
        (("m/s^2", "rad/s"), 1.0, "is in g, and says m/s²"),
        (("g", "deg/s"), 9.81, "is in m/s², and says g"),
        (("m/s^2", "rad/s"), 0.05, "lacks gravity"),
    ],
)
def test_gravity_is_checked(name, units, level, words):
    sender = outlet(name, units=units)
    source = LslSource(("left",), name=name)
    with pytest.raises(FootwiseError, match=words):
        for _ in range(20):
            first_packet(source, lambda: sender.push_chunk(resting(level)))
    source.close()


@pytest.mark.parametrize("rate", [1, 2, 3])
def test_a_walking_foot_is_not_taken_for_one_that_stands(rate):
    """Of a real walk, at 205, 102 and 68 Hz: whenever the foot is held to stand, gravity is what it measures."""
    folder = sample_path("foot-sensors", quiet=True)
    for sensor in read_foot_sensors(folder / "imu_sample.csv"):
        rows = [tuple(row) for row in sensor.acceleration_m_s2[::rate].tolist()]
        levels = [still_level(rows[k : k + 20]) for k in range(0, len(rows) - 20, 3)]
        known = [level for level in levels if level is not None]
        assert len(known) > 0.1 * len(levels)
        assert min(known) > 8.3
        assert max(known) < 11.3


def test_which_way_gravity_reads_is_asked_where_the_description_is_silent(name):
    sender = outlet(name, gravity="")
    with pytest.raises(FootwiseError, match="does not say which way its accelerometer measures gravity"):
        LslSource(("left",), name=name)
    source = LslSource(("left",), name=name, gravity="down")
    packet = first_packet(source, lambda: sender.push_chunk(resting(-9.81)))
    assert packet.rows[0][3] == pytest.approx(9.81, abs=1e-5)
    source.close()


def test_a_stream_that_measures_gravity_downwards_is_turned(name):
    sender = outlet(name, gravity="down")
    with pytest.raises(FootwiseError, match="says that it measures gravity down, and `gravity` says up"):
        LslSource(("left",), name=name, gravity="up")
    source = LslSource(("left",), name=name)
    packet = first_packet(source, lambda: sender.push_chunk(resting(-9.81)))
    assert packet.rows[0][3] == pytest.approx(9.81, abs=1e-5)
    source.close()


def test_what_there_is_is_listed_when_no_sensor_is(name):
    sender = outlet(name, side="left", labels=["C3", "C4", "Cz", "Pz", "P3", "P4"], kind="EEG")
    silent = outlet(name, side="right", units=("", ""))
    with pytest.raises(FootwiseError) as refused:
        LslSource(("left",), name=name, wait_s=1.5)
    assert f"'{name}_left' (type EEG, 6 channels)" in str(refused.value)
    # A sensor without units is named with what it lacks.
    assert f"'{name}_right' (type IMU, 6 channels): acceleration in ''" in str(refused.value)
    assert "\n" not in str(refused.value)
    del sender, silent


def test_two_sensors_on_one_foot(name):
    senders = [outlet(name), outlet(f"{name}_other")]
    time.sleep(0.5)
    with pytest.raises(FootwiseError, match="2 sensors for the left foot"):
        LslSource(("left", "right"), name=name, wait_s=1.0)
    del senders


def test_the_only_sensor_need_not_say_its_foot(name):
    sender = outlet(name, side="shoe")
    source = LslSource(("right",), name=name, wait_s=1.0)
    assert first_packet(source, lambda: sender.push_chunk(resting())).side == "right"
    source.close()


def test_the_devices_own_clock_is_the_time(name):
    labels = [f"{what}_{axis}" for what in ("acc", "gyr") for axis in "xyz"] + ["time"]
    info = pylsl.StreamInfo(f"{name}_left", "IMU", 7, 100.0, "double64", "")
    info.set_channel_labels(labels)
    info.set_channel_units(["m/s^2"] * 3 + ["rad/s"] * 3 + ["ms"])
    info.desc().append_child_value("gravity", "up")
    sender = pylsl.StreamOutlet(info)
    source = LslSource(("left",), name=name)
    clock = 1e6 + 10.0 * np.arange(60)
    rows = []
    while len(rows) < 2:
        rows += first_packet(source, lambda: sender.push_chunk(np.column_stack([resting(), clock]))).rows
    assert rows[0][0] == pytest.approx(1000.0)
    assert rows[1][0] - rows[0][0] == pytest.approx(0.01)
    source.close()


def test_stamps_of_arrival_are_noticed(name):
    sender = outlet(name, rate=0.0)
    source = LslSource(("left",), name=name)
    random = np.random.default_rng(1)

    def send():
        # Few at a time: gravity is known before there are enough stamps to judge them.
        for row in resting()[:25]:
            sender.push_sample(row, pylsl.local_clock() + float(random.exponential(0.05)))

    for _ in range(20):
        first_packet(source, send)
        if source.notes:
            break
    assert "stamp" in source.notes[0]
    source.close()


def test_cues_and_strides_as_markers(name):
    markers = LslMarkers(f"{name}_cues")
    found = pylsl.resolve_byprop("name", f"{name}_cues", timeout=5.0)
    inlet = pylsl.StreamInlet(found[0])
    inlet.open_stream(timeout=5.0)
    assert markers._outlet.wait_for_consumers(5.0)
    session = CoachSession(plan(practice_s=20.0), on_cue=[markers.cue], on_stride=[markers.stride])
    foot = SimulatedFoot("left")
    session.feed(Packet("left", foot.stand(3.0).rows(), 0.0))
    for _ in range(30):
        session.feed(Packet("left", foot.stride(6.0).rows(), 0.0))
    heard = []
    while (sample := inlet.pull_sample(timeout=0.5))[0] is not None:
        heard.append(json.loads(sample[0][0]))
    strides, cues = of_kind(heard, "stride"), of_kind(heard, "cue")
    assert len(strides) == len(of_kind(session.records, "stride"))
    assert len(cues) == len(of_kind(session.records, "cue")) > 0
    # A cue is heard before its stride.
    for cue in cues:
        stride = next(r for r in strides if r["mid_stance_s"] == cue["mid_stance_s"])
        assert heard.index(cue) < heard.index(stride)
        assert stride["turn"] == cue["turn"]


def test_a_whole_session_over_the_network(name):
    """A walker who streams and hears, a coach who finds the stream, in lockstep and faster than time."""
    markers = LslMarkers(f"{name}_cues")
    walker = LslWalker(
        SimulatedFoot("left", seed=3), Learner(6.0, seed=3), speed=inf, name=f"{name}_left",
        listener=CueListener(f"{name}_cues"),
    )  # fmt: skip

    def walk():
        walker.wait_for_coach(10.0)
        walker.stand(3.0)
        walker.walk()

    thread = threading.Thread(target=walk, daemon=True)
    thread.start()
    source = LslSource(("left",), name=name)
    session = CoachSession(plan(practice_s=200.0), clock=source.clock, on_cue=[markers.cue], on_stride=[markers.stride])
    coach(session, source)
    walker.stop()
    thread.join(timeout=10.0)
    source.close()
    summary = session.end()
    assert summary.finished
    assert walker.heard >= 0.95 * summary.sample_to_emission.count > 20
    late = [r for r in of_kind(session.records, "stride") if r["block"] == 0 and r["valid"]][-40:]
    assert np.mean([r["foot_progression_angle_deg"] for r in late]) < -4.0


def test_a_sensor_that_drops_and_comes_back(name):
    """The stream ends in the middle of the session and begins anew, with another clock."""

    def walker(seed):
        return LslWalker(SimulatedFoot("left", seed=seed), Learner(6.0, seed=seed), speed=20.0, name=f"{name}_left")

    first = walker(1)
    source = LslSource(("left",), name=name)
    session = CoachSession(plan(practice_s=1000.0), clock=source.clock)

    def coach_until(condition, seconds=20.0):
        until = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < until, [r for r in session.records if r["kind"] in ("notice", "source")]
            for packet in source.read():
                session.feed(packet)
            session.tick()

    def valid():
        return sum(record["valid"] for record in of_kind(session.records, "stride"))

    def walk_on(one):
        one.stand(3.0)
        one.walk()

    thread = threading.Thread(target=walk_on, args=(first,), daemon=True)
    thread.start()
    coach_until(lambda: valid() > 25)
    first.stop()
    thread.join(timeout=5.0)
    del first
    coach_until(lambda: session.feet["left"].silent)
    before = valid()
    second = walker(2)
    thread = threading.Thread(target=walk_on, args=(second,), daemon=True)
    thread.start()
    coach_until(lambda: not session.feet["left"].silent)
    coach_until(lambda: valid() > before + 10)
    second.stop()
    source.close()
    assert [record["state"] for record in of_kind(session.records, "source")] == ["silent", "back"]
    away = of_kind(session.records, "source")[1]["away_s"]
    assert away > 1.0
    found = [r["foot_progression_angle_deg"] for r in of_kind(session.records, "stride") if r["valid"]]
    assert np.abs(found[20:]).max() < 12.0


def test_who_comes_back_is_asked_nothing_and_another_one_is_not_taken(name):
    """The sensor's program was started anew and says less of gravity, or the contrary: who walks cannot answer."""
    senders = [outlet(name, gravity="down")]
    source = LslSource(("left",), name=name)
    first_packet(source, lambda: senders[0].push_chunk(resting(-9.81)))

    def instead(gravity, level):
        """Another outlet in the place of the last one; the first packet from it, or None."""
        senders.clear()
        senders.append(outlet(name, gravity=gravity))
        until = time.monotonic() + 4.0
        while time.monotonic() < until:
            senders[0].push_chunk(resting(level))
            for packet in source.read():
                return packet
            time.sleep(0.01)
        return None

    silent = instead("", -9.81)
    assert silent is not None
    assert silent.rows[-1][3] == pytest.approx(9.81, abs=1e-5)
    # As it says itself, from the beginning on.
    assert instead("up", 9.81) is None
    assert sum("measures gravity the other way round: it is not taken" in note for note in source.notes) == 1
    again = instead("down", -9.81)
    assert again is not None
    assert again.rows[-1][3] == pytest.approx(9.81, abs=1e-5)
    source.close()
