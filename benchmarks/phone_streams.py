"""Streams of foot-sensor samples to compare two trackers on: real and simulated walks, whole and damaged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from foot_sensor_others import FILES, FOLDER

from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors
from footwise.samples import sample_path
from footwise.simulation import SimulatedFoot, recorded_foot_pose, smooth_foot_pose

RATES_HZ = (50.0, 60.0, 100.0, 204.8)
# A stream of a sample file is a part of it that lasts so long, s.
PART_S = 18.0


@dataclass(frozen=True)
class Stream:
    """Samples of one foot as a source may send them.

    Attributes
    ----------
    name : str
        What it is made of, and what was done to it.
    side : str
    numbers : array, shape (samples, 7)
        Time in s, acceleration in m/s², angular velocity in rad/s.
    odd : dict of (int, int) to object
        What stands in place of a number, by sample and channel.
    seed : int
        What else is drawn for this stream.
    """

    name: str
    side: str
    numbers: np.ndarray
    odd: dict[tuple[int, int], object]
    seed: int

    def rows(self) -> list[list[object]]:
        """Samples as Python's tracker takes them."""
        rows: list[list[object]] = self.numbers.tolist()
        for (sample, channel), value in self.odd.items():
            rows[sample][channel] = value
        return rows


Damage = Callable[[Stream, np.random.Generator], Stream]


def changed(stream: Stream, numbers: np.ndarray, what: str) -> Stream:
    """The same stream with other numbers."""
    return replace(stream, numbers=numbers, name=f"{stream.name}, {what}")


def at_rate(stream: Stream, rate_hz: float) -> Stream:
    """Points of the signal at another rate, between its samples on a straight line."""
    old = stream.numbers
    time_s = np.arange(old[0, 0], old[-1, 0], 1 / rate_hz)
    columns = [np.interp(time_s, old[:, 0], old[:, channel]) for channel in range(1, 7)]
    return changed(stream, np.column_stack([time_s, *columns]), f"{rate_hz:g} Hz")


# What a browser, a radio and a bad day do to samples


def rounded(stream: Stream, random: np.random.Generator) -> Stream:
    """As browsers give it: 0.1 m/s² and 0.1 °/s."""
    numbers = stream.numbers.copy()
    numbers[:, 1:4] = np.round(numbers[:, 1:4], 1)
    numbers[:, 4:] = np.radians(np.round(np.degrees(numbers[:, 4:]), 1))
    return changed(stream, numbers, "rounded")


def lost(stream: Stream, random: np.random.Generator) -> Stream:
    """Single samples are lost."""
    kept = random.random(len(stream.numbers)) >= random.choice([0.005, 0.02, 0.05])
    return changed(stream, stream.numbers[kept], "samples lost")


def bursts(stream: Stream, random: np.random.Generator) -> Stream:
    """Several samples on end are lost, again and again."""
    kept = np.ones(len(stream.numbers), dtype=bool)
    for begin in random.integers(0, len(kept), random.integers(1, 8)):
        kept[begin : begin + random.integers(3, 120)] = False
    return changed(stream, stream.numbers[kept], "bursts lost")


def swapped(stream: Stream, random: np.random.Generator) -> Stream:
    """Neighbours come in the wrong order."""
    numbers = stream.numbers.copy()
    for k in random.integers(0, len(numbers) - 1, 12):
        numbers[[k, k + 1]] = numbers[[k + 1, k]]
    return changed(stream, numbers, "swapped")


def clipped(stream: Stream, random: np.random.Generator) -> Stream:
    """A range that is too small, or channels that seem to have one."""
    numbers = stream.numbers.copy()
    pull, spin = random.choice([20.0, 39.2, 78.4]), np.radians(random.choice([250.0, 500.0, 1000.0]))
    numbers[:, 1:4] = np.clip(numbers[:, 1:4], -pull, pull)
    numbers[:, 4:] = np.clip(numbers[:, 4:], -spin, spin)
    return changed(stream, numbers, "clipped")


def repeated(stream: Stream, random: np.random.Generator) -> Stream:
    """The same stamp again, and whole samples again."""
    numbers = stream.numbers.copy()
    at = random.integers(1, len(numbers), 15)
    numbers[at, 0] = numbers[at - 1, 0]
    again = np.sort(np.concatenate([np.arange(len(numbers)), random.integers(0, len(numbers), 25)]))
    return changed(stream, numbers[again], "repeated")


def jumping(stream: Stream, random: np.random.Generator) -> Stream:
    """The clock jumps forwards and backwards, and once by a day."""
    numbers = stream.numbers.copy()
    for jump in (0.02, 0.2, -0.05, -1.0, 5.0, random.choice([86400.0, -86400.0])):
        numbers[random.integers(1, len(numbers)) :, 0] += jump
    return changed(stream, numbers, "clock jumps")


def jittered(stream: Stream, random: np.random.Generator) -> Stream:
    """Stamps are the times of dispatch."""
    numbers = stream.numbers.copy()
    numbers[:, 0] += np.abs(random.normal(0.0, random.choice([0.0005, 0.003]), len(numbers)))
    return changed(stream, numbers, "stamps late")


def upside_down(stream: Stream, random: np.random.Generator) -> Stream:
    """Gravity of the other sign."""
    return changed(stream, stream.numbers * np.array([1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0]), "opposite gravity")


def turned_mount(stream: Stream, random: np.random.Generator) -> Stream:
    """Another mounting of the sensor."""
    mount, _ = np.linalg.qr(random.normal(size=(3, 3)))
    mount *= np.sign(np.linalg.det(mount))
    numbers = np.column_stack([stream.numbers[:, 0], stream.numbers[:, 1:4] @ mount.T, stream.numbers[:, 4:] @ mount.T])
    return changed(stream, numbers, "mounted otherwise")


def moved_sensor(stream: Stream, random: np.random.Generator) -> Stream:
    """In the middle the sensor turns on the shoe: it tilts, or looks another way."""
    half, angle = len(stream.numbers) // 2, np.radians(random.choice([4.0, 8.0, 14.0, 80.0]))
    c, s = np.cos(angle), np.sin(angle)
    numbers = stream.numbers.copy()
    other = int(random.integers(1, 3))
    for first in (1, 4):
        x, z = numbers[half:, first].copy(), numbers[half:, first + other].copy()
        numbers[half:, first], numbers[half:, first + other] = c * x + s * z, c * z - s * x
    return changed(stream, numbers, "sensor moved")


def another_rate(stream: Stream, random: np.random.Generator) -> Stream:
    """In the middle the rate changes, as a sensor's does that saves its battery."""
    half = len(stream.numbers) // 2
    numbers = np.concatenate([stream.numbers[:half], stream.numbers[half :: int(random.integers(2, 4))]])
    return changed(stream, numbers, "rate changes")


def biased(stream: Stream, random: np.random.Generator) -> Stream:
    """A gyroscope with an offset, a dead axis, or a wrong scale."""
    numbers = stream.numbers.copy()
    what = random.integers(3)
    if what == 0:
        numbers[:, 4:] += random.normal(0.0, 0.03, 3)
    elif what == 1:
        numbers[:, random.integers(1, 7)] = 0.0
    else:
        numbers[:, 4:] *= random.choice([0.9, 1.1, -1.0])
    return changed(stream, numbers, "biased, dead or scaled")


def held(stream: Stream, random: np.random.Generator) -> Stream:
    """Values of fewer samples, each repeated."""
    numbers = stream.numbers.copy()
    numbers[:, 1:] = numbers[np.arange(len(numbers)) // 3 * 3, 1:]
    return changed(stream, numbers, "held")


def no_numbers(stream: Stream, random: np.random.Generator) -> Stream:
    """Here and there no number: NaN, infinity, one that is far too large, null, text, true."""
    numbers, odd = stream.numbers.copy(), dict(stream.odd)
    strange = (np.nan, np.inf, -np.inf, 1e300, -1e300, 5e-324, None, "9.81", "", True, [], {})
    for _ in range(random.integers(1, 25)):
        sample, channel = int(random.integers(len(numbers))), int(random.integers(7))
        value = strange[random.integers(len(strange))]
        if isinstance(value, float):
            numbers[sample, channel] = value
            odd.pop((sample, channel), None)
        else:
            odd[sample, channel] = value
    return replace(stream, numbers=numbers, odd=odd, name=f"{stream.name}, no numbers")


def missing_sensor(stream: Stream, random: np.random.Generator) -> Stream:
    """A phone without a gyroscope, or without stamps: null throughout, or from some moment on."""
    first = int(random.choice([0, len(stream.numbers) // 2]))
    channels = ((4, 5, 6), (1, 2, 3), (0,))[random.integers(3)]
    odd = {(sample, channel): None for sample in range(first, len(stream.numbers)) for channel in channels}
    return replace(stream, odd={**stream.odd, **odd}, name=f"{stream.name}, a sensor missing")


DAMAGES: tuple[Damage, ...] = (
    lost, bursts, swapped, clipped, repeated, jumping, jittered, upside_down, turned_mount, moved_sensor, moved_sensor,
    another_rate, biased, held, no_numbers, no_numbers, missing_sensor,
)  # fmt: skip


# Where walks come from


def sample_walks() -> list[FootSensor]:
    """Both feet of the walk beside optical markers."""
    return list(read_foot_sensors(sample_path("foot-sensors", quiet=True) / "imu_sample.csv"))


def recorded_walks(folder: Path = FOLDER) -> list[FootSensor]:
    """Recordings of other makers, from ../shared."""
    return [sensor for where, file, side in FILES for sensor in read_foot_sensors(folder / where / file, side=side)]


def part_of(sensor: FootSensor, random: np.random.Generator, seed: int) -> Stream:
    """A part of a recording."""
    numbers = np.array(sensor.rows())
    samples = int(PART_S * sensor.rate_hz)
    begin = int(random.integers(0, max(1, len(numbers) - samples)))
    return Stream(f"{sensor.name} {sensor.side}", sensor.side, numbers[begin : begin + samples], {}, seed)


def simulated(random: np.random.Generator, seed: int) -> Stream:
    """A person who stands, walks, turns, takes stairs, shuffles."""
    side = str(random.choice(["left", "right"]))
    pose = recorded_foot_pose(side) if random.random() < 0.5 else smooth_foot_pose()
    rate_hz = float(random.choice(RATES_HZ))
    length, time_s = random.uniform(0.2, 1.6), random.uniform(0.8, 2.0)
    if random.random() < 0.25:
        length, time_s = ((2.6, 1.2), (0.6, 0.62), (0.4, 2.6), (1.2, 3.4))[random.integers(4)]
    foot = SimulatedFoot(side, pose=pose, rate_hz=rate_hz, stride_m=length, stride_s=time_s, seed=seed)
    tables = [foot.stand(random.uniform(0.5, 4.0)).table]
    habit = random.choice(["straight", "corridor", "stairs", "stops"])
    for k in range(int(PART_S / time_s)):
        turn = 90.0 if habit == "corridor" and k % 7 in (5, 6) else random.normal(0.0, 3.0)
        climb = 0.17 if habit == "stairs" and k % 6 in (3, 4) else 0.0
        tables.append(foot.stride(random.normal(5.0, 6.0), turn_deg=turn, climb_m=climb).table)
        if habit == "stops" and k % 5 == 4:
            tables.append(foot.stand(random.uniform(0.5, 3.0)).table)
    return Stream(f"simulated {side}, {habit}, {rate_hz:g} Hz", side, np.concatenate(tables), {}, seed)


def streams(count: int, walks: list[FootSensor], first_seed: int = 1) -> Iterator[Stream]:
    """Give so many streams, the first of each walk whole and the others damaged by one to three damages."""
    for seed in range(first_seed, first_seed + count):
        random = np.random.default_rng(seed)
        if seed % 3 == 0:
            stream = simulated(random, seed)
        else:
            stream = part_of(walks[seed % len(walks)], random, seed)
            rate_hz = float(random.choice(RATES_HZ))
            stream = at_rate(stream, rate_hz) if random.random() < 0.6 else stream
        if random.random() < 0.4:
            stream = rounded(stream, random)
        # Each damage has its turn; some come together. What is no number comes last, as the others work out numbers.
        more = [DAMAGES[k] for k in random.integers(len(DAMAGES), size=random.integers(3))]
        chosen = [] if seed % 20 == 1 else [DAMAGES[seed % len(DAMAGES)], *more]
        for damage in sorted(chosen, key=lambda one: one in (no_numbers, missing_sensor)):
            stream = damage(stream, random)
        yield stream
