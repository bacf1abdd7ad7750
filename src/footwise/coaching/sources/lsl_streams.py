"""Foot sensors among the streams of Lab Streaming Layer, as their descriptions say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from footwise.coaching.lsl_library import import_pylsl
from footwise.errors import ErrorKind, FootwiseError

_WAYS = ("up", "down")
_DESCRIBE = "Label the channels acc_x to gyr_z in the stream's description, with units"


@dataclass(frozen=True)
class SensorStream:
    """A stream that a foot sensor sends, as its description says.

    Attributes
    ----------
    name, side : str
    rate_hz : float
        Nominal; 0 where it has none.
    axes : tuple of int
        Channels of acceleration x, y, z and angular velocity x, y, z.
    time_channel : int or None
        Channel of the device's own clock; without it the sender's stamps are the time.
    scales : (float, float, float)
        What acceleration, angular velocity and time are multiplied by to be in m/s², rad/s and s.
    gravity : str
        Which way it measures gravity at rest, up or down, by its description; empty where that does not say it.
    pace : float
        Seconds of device time in a second: 1 but for a simulated walker who is faster.
    simulated : bool
        Nobody walks.
    info : object
        pylsl's own description, to connect with.
    """

    name: str
    side: str
    rate_hz: float
    axes: tuple[int, ...]
    time_channel: int | None
    scales: tuple[float, float, float]
    gravity: str
    pace: float
    simulated: bool
    info: Any


def find_streams(
    *, name: str = "", wanted: Sequence[str], wait_s: float = 3.0, gravity: str | None = None
) -> dict[str, SensorStream]:
    """Find the streams of the wanted feet.

    Parameters
    ----------
    name : str
        Only streams whose name begins with it.
    wanted : sequence of str
        left, right or both.
    wait_s : float
        How long to look.
    gravity : {"up", "down"}, optional
        Which way the accelerometers measure gravity at rest, where their descriptions do not say it.

    Returns
    -------
    dict of str to SensorStream

    Raises
    ------
    FootwiseError
        Saying which streams there are.
    """
    lsl = import_pylsl()
    resolver = lsl.ContinuousResolver()
    until = lsl.local_clock() + wait_s
    seen: dict[str, tuple[SensorStream | None, str]] = {}
    while True:
        for brief in resolver.results():
            if brief.uid() not in seen:
                seen[brief.uid()] = look(lsl, brief)
        sensors = [one for one, _ in seen.values() if one is not None and one.name.startswith(name)]
        # A name that is meant exactly is not the begin of another.
        sensors = [one for one in sensors if one.name == name] or sensors
        feet = [one.side for one in sensors]
        if all(side in feet for side in wanted) or lsl.local_clock() > until:
            break
        time.sleep(0.05)
    chosen = _chosen(sensors, wanted, name, [said for _, said in seen.values()])
    return {side: with_gravity(one, gravity) for side, one in chosen.items()}


def with_gravity(stream: SensorStream, gravity: str | None) -> SensorStream:
    """Turn a stream that measures gravity downwards; ask where nobody says which way it does."""
    where = f"stream {stream.name!r}"
    if stream.gravity and gravity not in (None, stream.gravity):
        trouble = f"says that it measures gravity {stream.gravity}, and `gravity` says {gravity}"
        raise FootwiseError(where, trouble, "Leave `gravity` out", kind=ErrorKind.BAD_REQUEST)
    known = stream.gravity or gravity
    if not known:
        raise FootwiseError(
            where,
            "does not say which way its accelerometer measures gravity; the wrong way exchanges toe-in and toe-out",
            "Write gravity, up or down, into the stream's description, or say `gravity='up'` if the axis that points "
            "up reads +9.8 m/s² on a sensor that lies flat, `gravity='down'` if it reads -9.8",
            kind=ErrorKind.BAD_REQUEST,
        )
    acceleration, turning, clock = stream.scales
    return replace(stream, scales=(acceleration * (-1.0 if known == "down" else 1.0), turning, clock))


def _chosen(sensors: list[SensorStream], wanted: Sequence[str], name: str, said: list[str]) -> dict[str, SensorStream]:
    where = f"stream {name!r}" if name else "Lab Streaming Layer"
    there = f"it sees {'; '.join(said)}" if said else "it sees no stream at all"
    chosen: dict[str, SensorStream] = {}
    for side in wanted:
        mine = [one for one in sensors if one.side == side]
        if not mine and len(wanted) == 1 and len(sensors) == 1 and not sensors[0].side:
            mine = sensors  # the only sensor, which does not say which foot it is on
        if not mine:
            remedy = "Switch the sensor on, and say which foot it is in the stream's name, such as foot_left"
            raise FootwiseError(where, f"no foot sensor for the {side} foot; {there}", remedy)
        if len(mine) > 1:
            names = ", ".join(one.name for one in mine)
            raise FootwiseError(where, f"{len(mine)} sensors for the {side} foot ({names})", "Choose one: lsl:NAME")
        chosen[side] = mine[0]
    return chosen


def is_sensor_stream(brief: Any) -> bool:
    """Say whether a stream is a foot sensor's."""
    return look(import_pylsl(), brief)[0] is not None


def look(lsl: Any, brief: Any) -> tuple[SensorStream | None, str]:
    """Read a stream's description: what it is as a foot sensor, if it is one, and in words."""
    said = f"{brief.name()!r} (type {brief.type() or '?'}, {brief.channel_count()} channels)"
    if brief.channel_count() < 6 or brief.channel_format() == lsl.cf_string:
        return None, said
    inlet = lsl.StreamInlet(brief, max_buflen=1)
    try:
        info = inlet.info(timeout=2.0)
        sensor = described(info)
        # Only the brief description knows the address.
        return None if sensor is None else replace(sensor, info=brief), said
    except FootwiseError as error:
        return None, f"{said}: {error.trouble}"
    except Exception as error:  # whatever liblsl stumbles over in a stream that goes away
        return None, f"{said}: its description cannot be read ({type(error).__name__})"


def described(info: Any) -> SensorStream | None:
    """Read a pylsl description; None where it is no foot sensor.

    Raises
    ------
    FootwiseError
        Where it is one with units that are missing or unknown.
    """
    # Only here, as NumPy comes with it.
    from footwise.recordings.foot_sensor import (
        ACCELERATION_UNITS,
        ANGULAR_VELOCITY_UNITS,
        acceleration_unit,
        angular_velocity_unit,
        device_clock,
        side_in,
        six_axes,
    )

    desc = ElementTree.fromstring(info.as_xml()).find("desc")
    channels = [] if desc is None else desc.findall("channels/channel")
    labels = tuple((one.findtext("label") or "").strip() for one in channels)
    units = [(one.findtext("unit") or "").strip() for one in channels]
    axes = six_axes(labels)
    if axes is None:
        return None
    pull, turn = acceleration_unit(units[axes[0]]), angular_velocity_unit(units[axes[3]])
    if pull is None or turn is None:
        what = f"acceleration in {units[axes[0]]!r}" if pull is None else f"angular velocity in {units[axes[3]]!r}"
        raise FootwiseError(info.name(), what, _DESCRIBE)
    clock, scale = device_clock(labels, units) or (None, 1.0)
    if scale is None:
        raise FootwiseError(info.name(), f"its clock is in {units[clock or 0]!r}", "Write s, ms or us for its unit")
    words = [] if desc is None else [desc.findtext(key) or "" for key in ("side", "foot", "location", "tracked_point")]
    side = next((found for word in (info.name(), info.source_id(), *words) if (found := side_in(word))), "")
    return SensorStream(
        name=info.name(),
        side=side,
        rate_hz=info.nominal_srate(),
        axes=tuple(axes),
        time_channel=clock,
        scales=(ACCELERATION_UNITS[pull], ANGULAR_VELOCITY_UNITS[turn], scale),
        gravity=said if (said := ("" if desc is None else desc.findtext("gravity") or "").lower()) in _WAYS else "",
        pace=float((None if desc is None else desc.findtext("pace")) or 1.0),
        simulated=desc is not None and desc.findtext("simulated") == "true",
        info=info,
    )
