"""The live path under load: many walkers in one process, and a real stream, in real time."""

import os
import pty
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator

from markdown_table import markdown_table

from footwise.coaching import Block, CoachSession, Cue, Latency, Phase, SessionPlan, Turn, coach, latency
from footwise.coaching.outlets import LslMarkers, OscCue, SerialCue
from footwise.coaching.sources import LslSource, Packet, ReplaySource
from footwise.foot_sensor.live import StrideTracker
from footwise.simulation import Learner, LearningCurve, LslWalker, SimulatedFoot, recorded_foot_pose

RATE_HZ = 100.0
WALKERS = 300
SECONDS = 30.0
# Walks that the walkers share, each beginning at another time.
WALKS = 10
HEADER = ("what", "measured", "aim")


def walk_rows(seed: int, seconds: float) -> list[tuple[float, ...]]:
    """Samples of a person whose feet move like real ones and who learns nothing, so that every step is told."""
    foot = SimulatedFoot("left", pose=recorded_foot_pose("left"), rate_hz=RATE_HZ, seed=seed)
    learner = Learner(6.0, LearningCurve.none(), seed)
    rows = foot.stand(2.0).rows()
    while rows[-1][0] < seconds:
        rows += foot.stride(learner.next_angle_deg()).rows()
    return rows


def plan(**values: object) -> SessionPlan:
    """A session in which every step gets a cue."""
    return SessionPlan(1, ("left",), (Block(1, 600.0, 1.0),), change_deg=-10.0, baseline_strides=8, **values)


def tracker_samples_per_s() -> float:
    """Samples a second of one tracker, best of five."""
    rows = walk_rows(1, 120.0)
    best = 0.0
    for _ in range(5):
        update = StrideTracker("left").update
        begin = time.perf_counter()
        for row in rows:
            update(*row)
        best = max(best, len(rows) / (time.perf_counter() - begin))
    return best


def session_samples_per_s() -> float:
    """Samples a second of a whole session on replay, best of five."""
    rows = walk_rows(1, 120.0)
    best = 0.0
    for _ in range(5):
        session = CoachSession(plan())
        source = ReplaySource({"left": rows})
        begin = time.perf_counter()
        coach(session, source)
        best = max(best, len(rows) / (time.perf_counter() - begin))
    return best


def many_walkers(walkers: int = WALKERS, seconds: float = SECONDS) -> Latency:
    """From sample to cue for many walkers in one process, each sending every sample by itself in real time."""
    lead_s = 14.0
    walks = [walk_rows(seed, lead_s + seconds + 2.0) for seed in range(WALKS)]
    sessions, rows, places = [], [], []
    for k in range(walkers):
        mine = walks[k % WALKS]
        session = CoachSession(plan())
        # Calibrated before the clock runs: each then gets a cue at every step, at its own time.
        begin = int(RATE_HZ * (lead_s + 1.1 * k / walkers))
        session.feed(Packet("left", mine[:begin], time.monotonic(), float("inf")))
        assert session.phase is Phase.TRAINING
        sessions.append(session)
        rows.append(mine)
        places.append(begin)
    told_before = [len(session.records) for session in sessions]
    start = time.monotonic() + 0.1
    for tick in range(int(seconds * RATE_HZ)):
        due = start + tick / RATE_HZ
        while (wait := due - time.monotonic()) > 0.0:
            time.sleep(wait)
        for session, mine, place in zip(sessions, rows, places, strict=True):
            session.feed(Packet("left", mine[place + tick : place + tick + 1], due))
    return latency(
        record["emission_s"] - record["sample_s"]
        for session, before in zip(sessions, told_before, strict=True)
        for record in session.records[before:]
        if record["kind"] == "cue"
    )


def over_the_network(seconds: float = SECONDS) -> Latency:
    """From sample to cue over Lab Streaming Layer on this machine's loop-back, in real time."""
    name = "footwise_bench"
    markers = LslMarkers(f"{name}_cues")
    foot = SimulatedFoot("left", pose=recorded_foot_pose("left"), rate_hz=RATE_HZ, seed=1)
    session = CoachSession(plan())
    session.feed(Packet("left", walk_rows(1, 14.0), time.monotonic(), float("inf")))
    calibration = session.feet["left"].calibration
    walker = LslWalker(foot, Learner(6.0, LearningCurve.none(), 1), name=f"{name}_left")

    def walk() -> None:
        walker.wait_for_coach(10.0)
        walker.stand(2.0)
        walker.walk()

    thread = threading.Thread(target=walk, daemon=True)
    thread.start()
    source = LslSource(("left",), name=name)
    session = CoachSession(
        plan(carried={"left": calibration}), clock=source.clock, on_cue=[markers.cue], on_stride=[markers.stride]
    )
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for packet in source.read():
            session.feed(packet)
        session.tick()
    walker.stop()
    source.close()
    thread.join(timeout=5.0)
    return session.end().sample_to_emission


def to_the_wire(give: Callable[[Cue], object], arrives: Callable[[], object], cues: int = 500) -> Latency:
    """From the decision to the other end of the wire, one cue after the other."""
    waits = []
    for _ in range(cues):
        decided = time.perf_counter()
        give(Cue("left", Turn.IN, "outer", 7.6, 12.0, decided, decided))
        arrives()
        waits.append(time.perf_counter() - decided)
    return latency(waits)


def over_open_sound_control() -> Latency:
    """To a socket of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        return to_the_wire(OscCue("127.0.0.1", receiver.getsockname()[1]), lambda: receiver.recv(1000))


def over_a_serial_line() -> Latency:
    """To the other end of a pseudo-terminal; a real line needs 1.7 ms more for 20 bytes at 115,200 baud."""
    device, terminal = pty.openpty()
    tty.setraw(terminal)
    outlet = SerialCue(os.ttyname(terminal))
    try:
        return to_the_wire(outlet, lambda: os.read(device, 1000))
    finally:
        outlet.close()
        os.close(device)
        os.close(terminal)


def part() -> str:
    """The section of docs/validation.md on cues; what goes before them is measured with the sensor."""
    return (
        "## From the decision to the wire\n\nFrom the moment at which a cue is decided to the moment at which the "
        "other end has it, one cue after the other: Open Sound Control over UDP to a socket of this computer, the "
        "serial line over a pseudo-terminal. A real line needs 1.7 ms more for 20 bytes at 115,200 baud.\n\n"
        + markdown_table(HEADER, to_the_wires())
    )


def to_the_wires() -> Iterator[tuple[str, str, str]]:
    """From the decision to the other end of each outlet."""
    within = "99 % within 5 ms"
    yield "Open Sound Control over loop-back", in_words(over_open_sound_control(), 2), within
    yield "serial line (pseudo-terminal)", in_words(over_a_serial_line(), 2), within


def measure() -> Iterator[tuple[str, str, str]]:
    """Speed and latency: what, how much, and the aim."""
    yield "tracker alone, plain CPython, one core", f"{tracker_samples_per_s():,.0f} samples/s", "at least 60,000"
    yield "whole session on replay (tracker, policy, log in memory)", f"{session_samples_per_s():,.0f} samples/s", ""
    yield from ((f"decision to the other end, {what}", *rest) for what, *rest in to_the_wires())
    many = many_walkers()
    what = f"{WALKERS} walkers at {RATE_HZ:.0f} Hz in one process, {SECONDS:.0f} s of real time, sample to cue"
    yield what, in_words(many), "99 % within 20 ms"
    net = over_the_network()
    yield (
        f"one sensor over Lab Streaming Layer's loop-back, {SECONDS:.0f} s of real time, sample to cue",
        in_words(net),
        "",
    )


def in_words(waits: Latency, decimals: int = 1) -> str:
    """Percentiles in ms."""
    median, p99, largest = (1000 * (wait or 0.0) for wait in (waits.median_s, waits.p99_s, waits.largest_s))
    if largest < 1.0:
        decimals = 2
    known = (f"{value:.{decimals}f} ms" for value in (median, p99, largest))
    return "median {}, 99 % {}, largest {} ({} cues)".format(*known, waits.count)
