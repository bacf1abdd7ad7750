"""Radio sensors: bytes after the makers' descriptions, and a radio that a test puts in the place of the real one."""

import asyncio
import struct
import threading
import time
from math import radians

import numpy as np
import pytest
from tests.coaching.walks import of_kind, plan

from footwise.coaching import CoachSession
from footwise.coaching.sources import RadioSource, addresses_of
from footwise.coaching.sources.dot import (
    BATTERY,
    DEVICE_CONTROL,
    MEASUREMENT_CONTROL,
    MEDIUM_PAYLOAD,
    dot_battery,
    dot_sample,
    dot_tag,
)
from footwise.coaching.sources.radio import Advertised
from footwise.coaching.sources.radio_makes import Dot
from footwise.coaching.sources.steady_clock import SteadyClock
from footwise.coaching.sources.witmotion import NOTIFY, WRITE, witmotion_packets
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import STANDARD_GRAVITY
from footwise.simulation import SimulatedFoot

# Decoders


def test_a_sample_of_a_dot():
    """Bytes as the specification lays them out: 1,000,000 µs; 0, -0.5, 9.75 m/s²; 180, 0, -90 °/s."""
    payload = bytes.fromhex("40420f0000000000000000bf00001c4100003443000000000000b4c2") + bytes(12)
    time_us, row = dot_sample(payload)
    assert time_us == 1_000_000
    assert row == pytest.approx((1.0, 0.0, -0.5, 9.75, np.pi, 0.0, -np.pi / 2))
    assert dot_sample(payload[:27]) is None


def test_the_clock_of_a_dot_wraps_and_begins_anew():
    def at(value, last):
        return dot_sample(struct.pack("<I6f", value, *[0.0] * 6), last)[0]

    assert at(16, 2**32 - 16_650) == 2**32 + 16
    assert at(50_000, 2**32 + 33_333) == 2**32 + 50_000
    # A sensor that was switched off: backwards, which the tracker sees.
    assert at(0, 5_000_000) == 0
    # One from before the wrap that comes after it belongs there, not an hour later.
    assert at(2**32 - 600, 2**32 + 16_066) == 2**32 - 600
    assert at(16_066, 2 * 2**32 - 600) == 2 * 2**32 + 16_066


def test_a_dot_whose_clock_wraps_while_packets_come_twice_and_late():
    """As from a radio that acknowledges badly: what is of no use is dropped, and nothing else is lost."""
    times = 2**32 - 1_000_000 + np.cumsum(np.full(120, 16_667))
    order = [*range(58), 59, 58, *range(60, 120)]
    order.insert(100, order[99])
    sent = [struct.pack("<I6f", int(times[k] % 2**32), *[0.0] * 6) for k in order]
    heard, talk = [], Dot(time.monotonic)

    class Wire:
        async def subscribe(self, characteristic, told):
            if characteristic == MEDIUM_PAYLOAD:
                self.told = told

        async def read(self, _):
            return bytes((80,))

        async def write(self, *_):
            for payload in sent:
                self.told(payload)

    asyncio.run(talk.start(Wire(), heard.extend, lambda pct: None))
    at = [row[0] for row in heard]
    np.testing.assert_allclose(at, 1e-6 * np.delete(times, 58))
    assert talk.lost_s == pytest.approx(0.016667)


def test_battery_and_tag_of_a_dot():
    assert dot_battery(bytes((83, 0))) == 83
    assert dot_battery(b"") is None and dot_battery(bytes((255, 0))) is None
    control = bytes(7) + bytes((9,)) + b"Left foot".ljust(16, b"\0") + struct.pack("<H", 60) + bytes(6)
    assert dot_tag(control) == "Left foot"
    assert dot_tag(b"") == ""


def motion(ax=0, ay=0, az=2048, gx=0, gy=0, gz=0):
    return b"\x55\x61" + struct.pack("<9h", ax, ay, az, gx, gy, gz, 0, 0, 0)


def test_a_packet_of_a_witmotion():
    """2048 of 32768 is 1 g, 16384 is 1000 °/s."""
    samples, battery, rest = witmotion_packets(motion(ax=-2048, gy=16384))
    assert samples == [pytest.approx((-STANDARD_GRAVITY, 0.0, STANDARD_GRAVITY, 0.0, radians(1000.0), 0.0))]
    assert battery is None and rest == b""


def test_packets_that_are_torn_joined_or_begin_in_the_middle():
    whole = motion(1) + motion(2) + motion(3)
    for cut in range(len(whole)):
        first, _, rest = witmotion_packets(whole[:cut])
        second, _, rest = witmotion_packets(rest + whole[cut:])
        assert len(first + second) == 3 and rest == b""
    samples, _, rest = witmotion_packets(whole[7:] + b"\x55")
    assert len(samples) == 2 and rest == b"\x55"
    assert witmotion_packets(bytes(100))[0] == []


@pytest.mark.parametrize(("hundredths", "pct"), [(410, 100), (396, 90), (385, 60), (369, 15), (345, 5), (300, 0)])
def test_battery_of_a_witmotion(hundredths, pct):
    answer = b"\x55\x71\x64\x00" + struct.pack("<8H", hundredths, *[0] * 7)
    samples, battery, rest = witmotion_packets(motion() + answer)
    assert len(samples) == 1 and battery == pct and rest == b""


# A clock for what has none


def arrivals(rate_hz, seconds, seed=1, interval_s=0.03, jitter_s=0.03):
    """When samples that were taken evenly arrive: together at every event of the connection, some a little later."""
    random = np.random.default_rng(seed)
    taken = np.arange(0.0, seconds, 1.0 / rate_hz)
    events = np.arange(interval_s, seconds + 1.0, interval_s)
    events = np.sort(events + random.uniform(0.0, jitter_s, len(events)))
    return taken, events[np.searchsorted(events, taken, side="right").clip(max=len(events) - 1)]


def timed(arrived):
    clock, times = SteadyClock(), []
    for at in np.unique(arrived):
        times += clock.times(float(at), int((arrived == at).sum()))
    return clock, np.array(times)


@pytest.mark.parametrize("rate_hz", [98.5, 100.0, 50.0, 101.2])
def test_evenly_taken_samples_get_even_times(rate_hz):
    taken, arrived = arrivals(rate_hz, 120.0)
    clock, times = timed(arrived)
    assert len(times) == len(taken)
    assert clock.lost_s == 0.0
    assert np.diff(times).min() > 0.9 / rate_hz and np.diff(times).max() < 1.1 / rate_hz
    late = times - taken
    assert np.ptp(late[len(late) // 10 :]) < 0.04


@pytest.mark.requirement("R-042")
def test_a_stall_is_a_gap_and_never_a_stretch_of_sound_samples():
    taken, arrived = arrivals(100.0, 60.0)
    lost = (taken > 30.0) & (taken < 30.3)
    clock, times = timed(arrived[~lost])
    gaps = np.flatnonzero(np.diff(times) > 0.05)
    assert len(gaps) == 1
    assert taken[~lost][gaps[0]] == pytest.approx(30.0, abs=0.1)
    assert clock.lost_s == pytest.approx(0.3, abs=0.08)
    assert (np.diff(times) > 0.0).all()


# The radio


class FakeRadio:
    """Sensors of one make on the feet of a simulated person; the test can break a connection."""

    def __init__(self, feet, make="dot", tags=None, names=None, speed=20.0):
        self.feet, self.make, self.speed = feet, make, speed
        self.tags, self.names = tags or {}, names or {}
        self.links, self.written = {}, []
        self.silent = threading.Event()
        self.connections = 0

    async def scan(self, seconds):
        default = "Movella DOT" if self.make == "dot" else "WT901BLE67"
        return [Advertised("00:00", "Headphones"), *(Advertised(a, self.names.get(a, default)) for a in self.feet)]

    async def connect(self, address, lost):
        if self.silent.is_set():
            raise OSError("not in reach")
        self.connections += 1
        self.links[address] = link = FakeLink(self, address, lost)
        return link


class FakeLink:
    def __init__(self, radio, address, lost):
        self.radio, self.address, self.lost = radio, address, lost
        self.told = {}
        self.task = None

    async def read(self, characteristic):
        if characteristic == DEVICE_CONTROL:
            return bytes(8) + self.radio.tags.get(self.address, "Movella DOT").encode().ljust(16, b"\0") + bytes(8)
        return bytes((self.radio.charge if hasattr(self.radio, "charge") else 77, 0))

    async def write(self, characteristic, value):
        self.radio.written.append((self.address, characteristic, value))
        if (characteristic, value) in ((MEASUREMENT_CONTROL, bytes((1, 1, 21))), (WRITE, b"\xff\xaa\x03\x09\x00")):
            assert self.told, "subscribe first"
            self.task = asyncio.ensure_future(self.stream())

    async def subscribe(self, characteristic, told):
        self.told[characteristic] = told

    async def close(self):
        if self.task is not None:
            self.task.cancel()

    async def stream(self):
        rows = self.radio.feet[self.address]
        begin = time.monotonic() - rows[0][0] / self.radio.speed
        while rows:
            if self.radio.silent.is_set():
                self.lost()
                return
            now = (time.monotonic() - begin) * self.radio.speed
            while rows and rows[0][0] <= now:
                self.send(rows.pop(0))
            await asyncio.sleep(0.02)

    def send(self, row):
        at, ax, ay, az, gx, gy, gz = row
        if self.radio.make == "dot":
            turn = [np.degrees(one) for one in (gx, gy, gz)]
            self.told[MEDIUM_PAYLOAD](struct.pack("<I6f", round(at * 1e6) % 2**32, ax, ay, az, *turn) + bytes(12))
        else:
            pull = [round(one / STANDARD_GRAVITY / 16 * 32768) for one in (ax, ay, az)]
            turn = [round(np.degrees(one) / 2000 * 32768) for one in (gx, gy, gz)]
            self.told[NOTIFY](motion(*pull, *turn))


def walk_rows(side="left", seconds=60.0, rate_hz=60.0):
    foot = SimulatedFoot(side, rate_hz=rate_hz, seed=3)
    rows = list(foot.stand(3.0).rows())
    while rows[-1][0] < seconds:
        rows += foot.stride(6.0).rows()
    return rows


def fed(source, session, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for packet in source.read():
            session.feed(packet)
        session.tick()
        seen = getattr(session, "told_notes", 0)
        for note in source.notes[seen:]:
            session.notice(note)
        session.told_notes = len(source.notes)


def test_a_dot_is_found_started_and_coached_with():
    radio = FakeRadio({"D4:22": walk_rows()})
    source = RadioSource(("left",), "dot", radio=radio, scan_s=0.1)
    session = CoachSession(plan(baseline_strides=8), on_cue=[lambda cue: None])
    fed(source, session, 3.5)
    strides = of_kind(session.records, "stride")
    assert len(strides) > 20 and sum(one["valid"] for one in strides) > 0.8 * len(strides)
    assert of_kind(session.records, "cue")
    assert any("battery of the left sensor has 77 %" in note for note in source.notes)
    assert any("not tried on the device" in note for note in source.notes)
    source.close()
    assert radio.written[-1] == ("D4:22", MEASUREMENT_CONTROL, bytes((1, 0, 21)))


def test_two_sensors_by_their_tags_or_addresses():
    feet = {"D4:01": walk_rows("right"), "D4:02": walk_rows("left")}
    radio = FakeRadio(feet, tags={"D4:01": "Right foot", "D4:02": "left"})
    source = RadioSource(("left", "right"), "dot", radio=radio, scan_s=0.1)
    assert {note for note in source.notes if "foot:" in note} == {
        "left foot: Movella DOT at D4:02",
        "right foot: Movella DOT at D4:01",
    }
    session = CoachSession(plan(sides=("left", "right"), baseline_strides=8))
    fed(source, session, 1.5)
    assert {one["side"] for one in of_kind(session.records, "stride")} == {"left", "right"}
    source.close()
    with pytest.raises(FootwiseError, match=r"no sensor that says it is on the left foot; there is .*D4:01"):
        RadioSource(("left", "right"), "dot", radio=FakeRadio({**feet}), scan_s=0.1)
    both = FakeRadio({**feet}, tags={"D4:01": "left", "D4:02": "left"})
    with pytest.raises(FootwiseError, match="two sensors are of the left foot"):
        RadioSource(("left", "right"), "dot", radio=both, scan_s=0.1)


def test_what_addresses_can_be():
    assert addresses_of("left=D4:22:01,right=D4:22:02", ("left", "right")) == {"left": "D4:22:01", "right": "D4:22:02"}
    assert addresses_of("D4:22:01", ("left",)) == {"left": "D4:22:01"}
    assert addresses_of("", ("left",)) == {}
    for wrong in ("D4:22", "middle=D4", "left="):
        with pytest.raises(FootwiseError, match="left=ADDRESS,right=ADDRESS"):
            addresses_of(wrong, ("left", "right"))


@pytest.mark.slow
def test_a_witmotion_is_coached_with():
    radio = FakeRadio({"C0:FF": walk_rows(rate_hz=100.0, seconds=26.0)}, make="witmotion", speed=2.0)
    source = RadioSource(("left",), "witmotion", radio=radio, scan_s=0.1, clock=lambda: 2.0 * time.monotonic())
    session = CoachSession(plan(baseline_strides=8))
    fed(source, session, 13.0)
    strides = of_kind(session.records, "stride")
    assert len(strides) > 10 and sum(one["valid"] for one in strides) > 0.8 * len(strides)
    commands = [value for _, _, value in radio.written]
    assert commands[:2] == [b"\xff\xaa\x69\x88\xb5", b"\xff\xaa\x03\x09\x00"]
    source.close()


def test_a_stall_of_20_s_is_a_gap_of_20_s():
    """Longer than all that the clock remembers of how late samples are."""
    taken, arrive = arrivals(100.0, 10.0)
    later = np.concatenate((arrive, arrive + 30.0))
    clock, times = SteadyClock(), []
    for at in later.tolist():
        times += clock.times(at, 1)
    steps = np.diff(times)
    assert len(times) == 2 * len(taken)
    assert steps.max() == pytest.approx(20.0, abs=0.15)
    assert clock.lost_s == pytest.approx(20.0, abs=0.15)


@pytest.mark.parametrize("gravity", [None, "up", "down"])
def test_who_has_looked_says_which_way_a_radio_sensor_measures_gravity(gravity):
    radio = FakeRadio({"D4:22": walk_rows(seconds=20.0)})
    source = RadioSource(("left",), "dot", radio=radio, scan_s=0.1, gravity=gravity)
    rows = []
    until = time.monotonic() + 5.0
    while len(rows) < 20 and time.monotonic() < until:
        rows += [row for packet in source.read() for row in packet.rows]
    source.close()
    up = np.mean([row[3] for row in rows])
    assert up == pytest.approx(-9.81 if gravity == "down" else 9.81, abs=0.1)
    assert any("read downwards at rest, as was said" in note for note in source.notes) is (gravity == "down")


@pytest.mark.slow
@pytest.mark.requirement("R-042")
def test_a_radio_that_drops_comes_back_and_nothing_is_cued_in_between():
    """20 s of the sensor's time are gone; the session goes on where the sensor is again."""
    rows = walk_rows(seconds=90.0)
    radio = FakeRadio({"D4:22": rows})
    source = RadioSource(("left",), "dot", radio=radio, scan_s=0.1)
    session = CoachSession(plan(baseline_strides=8), on_cue=[lambda cue: None])
    fed(source, session, 1.5)
    before = len(of_kind(session.records, "stride"))
    radio.silent.set()
    fed(source, session, 0.3)
    at = rows[0][0]
    del rows[: next(k for k, row in enumerate(rows) if row[0] > at + 20.0)]
    gone = len(session.records)
    fed(source, session, 1.5)
    assert not of_kind(session.records[gone:], "cue")
    radio.silent.clear()
    fed(source, session, 3.0)
    source.close()
    strides = of_kind(session.records, "stride")
    assert len(strides) > before + 10
    told = [record["text"] for record in of_kind(session.records, "notice")]
    for words in ("the left sensor is lost", "The left sensor sends nothing.", "The left sensor is back."):
        assert sum(words in text for text in told) == 1, (words, told)
    assert any("is connected again" in text for text in told)
    assert all("\n" not in text for text in told)
    # The stride over the gap is no stride.
    assert not any(one["valid"] and one["stride_s"] > 3.0 for one in strides)
    assert session.feet["left"].lost_s > 19.0
    assert radio.connections == 2


def test_a_battery_that_runs_low_is_said_once():
    radio = FakeRadio({"D4:22": walk_rows(seconds=10.0)})
    source = RadioSource(("left",), "dot", radio=radio, scan_s=0.1)
    time.sleep(0.3)
    for pct in (50, 20, 19, 18):
        radio.links["D4:22"].told[BATTERY](bytes((pct, 0)))
    source.close()
    said = [note for note in source.notes if "battery" in note]
    assert said == [
        "the battery of the left sensor has 77 %",
        "the battery of the left sensor has 20 %: charge it soon",
    ]


def test_a_radio_that_cannot_be_used_is_one_line():
    class Off(FakeRadio):
        async def scan(self, seconds):
            raise RuntimeError("no adapter")

    with pytest.raises(FootwiseError, match=r"Movella DOT: cannot be used \(RuntimeError: no adapter\)\. Look whether"):
        RadioSource(("left",), "dot", radio=Off({}), scan_s=0.1)


def test_the_real_radio_speaks_as_bleak_does(monkeypatch):
    """bleak's own names and signatures, without a radio: what is found, connected, written, told and lost."""
    import inspect

    import bleak

    from footwise.coaching.sources.radio import BleakRadio

    class Device:
        address, name = "D4:22", "Movella DOT"

    class Told:
        local_name = None

    async def discover(timeout=5.0, *, return_adv=False):
        assert return_adv and timeout == 0.5
        return {"D4:22": (Device(), Told())}

    class Client:
        def __init__(self, address, disconnected_callback=None):
            self.address, self.disconnected, self.done = address, disconnected_callback, []

        async def connect(self):
            self.done.append("connect")

        async def disconnect(self):
            self.done.append("disconnect")
            self.disconnected(self)

        async def read_gatt_char(self, characteristic):
            return bytearray((83, 0))

        async def write_gatt_char(self, characteristic, data):
            self.done.append((characteristic, data))

        async def start_notify(self, characteristic, callback):
            callback(characteristic, bytearray(b"abc"))

    # The methods that are put in place are those that bleak has.
    real = bleak.BleakClient
    for name in ("connect", "disconnect", "read_gatt_char", "write_gatt_char", "start_notify"):
        assert inspect.iscoroutinefunction(getattr(real, name)), name
    assert "disconnected_callback" in inspect.signature(real.__init__).parameters
    assert "return_adv" in inspect.signature(bleak.BleakScanner.discover).parameters
    monkeypatch.setattr(bleak.BleakScanner, "discover", discover)
    monkeypatch.setattr(bleak, "BleakClient", Client)
    lost, told = [], []

    async def talk():
        radio = BleakRadio()
        found = await radio.scan(0.5)
        link = await radio.connect(found[0].address, lambda: lost.append(1))
        await link.subscribe(MEDIUM_PAYLOAD, told.append)
        await link.write(MEASUREMENT_CONTROL, b"\x01\x01\x15")
        value = await link.read(BATTERY)
        await link.close()
        return found, value, link._client.done

    found, value, done = asyncio.run(talk())
    assert found == [Advertised("D4:22", "Movella DOT")]
    assert dot_battery(value) == 83 and told == [b"abc"] and lost == [1]
    assert done == ["connect", (MEASUREMENT_CONTROL, b"\x01\x01\x15"), "disconnect"]


def test_a_computer_without_bluetooth_says_so(monkeypatch):
    import bleak

    async def discover(*_, **__):
        raise bleak.exc.BleakError("No Bluetooth adapters found.")

    monkeypatch.setattr(bleak.BleakScanner, "discover", discover)
    with pytest.raises(
        FootwiseError, match=r"^Bluetooth: cannot be used \(No Bluetooth adapters found\.\)\. Switch it on"
    ):
        RadioSource(("left",), "dot", scan_s=0.1)
