"""The report of walks with a motion sensor on the shoe: foot angles, their calibration, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.arrays import Array
from footwise.foot_sensor.live import Method, Reason, quality_line, wrapped_deg
from footwise.foot_sensor.recorded import RecordedFoot, SensorSummary, SensorWalk, summarise_steps, turn_to_check
from footwise.loads import StepReason
from footwise.recordings.foot_sensor import FootSensor
from footwise.reports.figures import SIDE_LOOKS, AngleGroup, angle_distributions, legend_sample
from footwise.reports.numbers import MISSING, mean_and_spread, number
from footwise.reports.pages import page
from footwise.reports.walk.foot_sensor.walked_angles import walked_angles
from footwise.reports.walk.step_reasons import ReasonedStep
from footwise.signals import norm

# What a reason means for the person who reads the report.
_PLAIN = {
    Reason.NO_START: "The recording began, or the sensor failed, in the middle of this stride.",
    Reason.STANDING: "The first step after standing is not yet the person's walk.",
    Reason.TOO_QUICK: "Less than 0.6 s: a shuffle or a stumble.",
    Reason.TOO_SLOW: "More than 2 s, and than 1.5 times this person's usual stride: a stop, or no step at all.",
    Reason.TOO_SHORT: "Less than 0.5 m, and than 40 % of this person's usual stride: on the spot, or to the side.",
    Reason.TOO_LONG: "More than 2.2 m: not walking, or a sensor that is not well calibrated.",
    Reason.TURNING: "The foot turned by 12° or more. In a bend the direction of walking is not clear.",
    Reason.STAIR: "Rose or fell too much for level ground: stairs, a kerb, a steep ramp; or the sensor drifts.",
    Reason.BESIDE_STAIR: "Leads to or from a stair, or across a landing.",
    Reason.NOT_STILL: "The foot kept moving where it should have stood, so its way is not known well enough.",
    Reason.IMPLAUSIBLE: "More than 60° from the calibration.",
    Reason.TILTED: "The foot stood tilted by more than 10°, on a stone or a kerb, or the sensor has moved.",
    Reason.SHIFTED: "The sensor tilted by more than 5° against its calibration.",
    Reason.GAP: "The radio link or the memory lost samples in this stride.",
    Reason.NO_NUMBER: "The sensor sent something that is no number.",
    Reason.BACKWARDS: "The sensor's clock went back.",
    Reason.RATE: "The sensor changed its speed of sampling.",
    Reason.CLIPPED: "The movement was faster or harder than the sensor's range.",
}
_UNCALIBRATED = "Too little to calibrate from, so no angle can be given."
_MEANING = {
    Method.RELATIVE: (
        "Foot angles are changes from this person's own walk in this recording: 0° is the middle of it, not a foot "
        "that points straight ahead."
    ),
    Method.STAND_THEN_WALK: (
        "Foot angles are absolute: the person stood with the foot along a line, then walked along that line."
    ),
    Method.CLINIC_VALUE: (
        "Foot angles follow a value measured in the clinic: the middle of this walk was set to it, and its error is "
        "an error of all angles here."
    ),
}


@dataclass(frozen=True)
class FootRow:
    """One foot in the summary."""

    side: str
    sample: Markup
    summary: SensorSummary
    angle: str
    walking: tuple[str, str, str]


@dataclass(frozen=True)
class QualityRow:
    """How good one sensor's recording is."""

    side: str
    cells: tuple[str, ...]
    verdict: str


@dataclass(frozen=True)
class LeftOut:
    """Steps that were left out for one reason: how many of each foot, in the order of the rows."""

    reason: str
    plain: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """What the report shows of one recording."""

    file: str
    duration_s: float
    rows: tuple[FootRow, ...]
    meaning: str
    zero: str
    uncalibrated: tuple[str, ...]
    figures: tuple[Figure, ...]
    found: int
    left_out: tuple[LeftOut, ...]
    each: list[ReasonedStep]
    quality: tuple[QualityRow, ...]
    turn: str
    notes: tuple[str, ...]


def sensor_walk_report(walks: Sequence[SensorWalk]) -> str:
    """Write the report of recordings of foot sensors as one self-contained HTML page.

    Parameters
    ----------
    walks : sequence of SensorWalk
        At least one.

    Returns
    -------
    str
        The same for the same walks.
    """
    methods = [foot.calibration.method for walk in walks for foot in walk.feet if foot.calibration]
    return page(
        "sensor_walk.html.j2",
        sections=[_section(walk, number_) for number_, walk in enumerate(walks, start=1)],
        relative=Method.RELATIVE in methods,
        simulated=any(foot.sensor.simulated for walk in walks for foot in walk.feet),
    )


def _section(walk: SensorWalk, number_: int) -> Section:
    methods = [foot.calibration.method for foot in walk.feet if foot.calibration]
    name = f"recording {number_}, {walk.source.name}"
    each = _each_left_out(walk)
    return Section(
        file=walk.source.name,
        duration_s=max(float(foot.sensor.time_s[-1]) for foot in walk.feet),
        rows=tuple(_row(walk, foot) for foot in walk.feet),
        meaning=_MEANING[methods[0]] if methods else "",
        zero=_zero(walk),
        uncalibrated=tuple(f"{foot.side} foot: {foot.uncalibrated}" for foot in walk.feet if foot.uncalibrated),
        figures=sensor_walk_figures(walk, name),
        found=len(walk.steps),
        left_out=_left_out(walk, each),
        each=each,
        quality=tuple(_quality(foot) for foot in walk.feet),
        turn=turn_to_check(walk.feet),
        notes=_together(walk),
    )


def _zero(walk: SensorWalk) -> str:
    """How well each foot is calibrated."""
    known = [
        f"± {number(foot.calibration.standard_error_deg, 1)}° ({foot.side}, {foot.calibration.strides} strides)"
        for foot in walk.feet
        if foot.calibration
    ]
    return " and ".join(known)


def _together(walk: SensorWalk) -> tuple[str, ...]:
    """Every note, once where it holds for both feet."""
    feet: dict[str, list[str]] = {}
    for foot in walk.feet:
        for note in foot.notes:
            # A report goes to other people: it names the file, not the folders of this machine.
            text = note.text.replace(str(walk.source), walk.source.name)
            feet.setdefault(text, []).append(f"{foot.side} foot")
    return tuple(f"{'both feet' if len(who) > 1 else who[0]}: {text}" for text, who in feet.items())


def _row(walk: SensorWalk, foot: RecordedFoot) -> FootRow:
    summary = summarise_steps(walk.steps, foot.side)
    calibration = foot.calibration
    error = f" ± {number(summary.standard_error_deg, 1)}°" if np.isfinite(summary.standard_error_deg) else ""
    if calibration is None or not summary.used:
        angle = MISSING
    elif calibration.method is Method.RELATIVE:
        angle = "0° (baseline)"
    else:
        angle = f"{number(summary.median_deg, 1)}°{error}"
    stride, speed = summary.stride_m, summary.speed_m_s
    return FootRow(
        side=foot.side,
        sample=legend_sample(SIDE_LOOKS[foot.side]),
        summary=summary,
        angle=angle,
        walking=(number(stride.value, 2), number(speed.value, 2), number(summary.cadence_per_min, 0)),
    )


def sensor_walk_figures(walk: SensorWalk, name: str) -> tuple[Figure, ...]:
    """Draw the angle of every stride of each foot over time, and how the angles are spread.

    Parameters
    ----------
    walk : SensorWalk
    name : str
        Of the recording, for those who cannot see the figures.
    """
    drawn = (*(_figure(foot, name) for foot in walk.feet), _spread(walk, name))
    return tuple(figure for figure in drawn if figure is not None)


def _figure(foot: RecordedFoot, name: str) -> Figure | None:
    if foot.calibration is None:
        return None
    what = "Change of foot angle" if foot.calibration.method is Method.RELATIVE else "Foot angle"
    angles, used = _angles(foot)
    return walked_angles(
        f"{what}, {foot.side} (toe-out +)",
        SIDE_LOOKS[foot.side],
        np.array([stride.mid_stance_s for stride in foot.strides]),
        angles,
        used,
        f"Foot angle of every stride of the {foot.side} foot over time in {name}, with the median",
    )


def _angles(foot: RecordedFoot) -> tuple[Array, np.ndarray]:
    """Angles of all strides less the offset, also of those that are left out, and whether each is used."""
    offset = foot.calibration.offset_deg if foot.calibration else np.nan
    angles = [
        np.nan if stride.sensor_angle_deg is None else wrapped_deg(stride.sensor_angle_deg - offset)
        for stride in foot.strides
    ]
    return np.array(angles, dtype=float), np.array([stride.valid for stride in foot.strides], dtype=bool)


def _spread(walk: SensorWalk, name: str) -> Figure | None:
    used = walk.steps[walk.steps["used"].astype(bool)]
    groups = [
        AngleGroup(
            f"{foot.side} foot",
            SIDE_LOOKS[foot.side],
            used.loc[used["side"] == foot.side, "foot_progression_angle_deg"].to_numpy(dtype=float),
            by_median=True,
        )
        for foot in walk.feet
    ]
    alt = f"Distribution of the foot angles of each foot in {name}"
    return angle_distributions("How the foot angles are spread", groups, np.nan, np.nan, alt)


def _each_left_out(walk: SensorWalk) -> list[ReasonedStep]:
    chosen = walk.steps[~walk.steps["used"].astype(bool)]
    columns = (chosen[name].tolist() for name in ("side", "step", "contact_s"))
    reasons = map(StepReason, chosen["reason"])
    return [ReasonedStep(walk.source.name, "", *values) for values in zip(*columns, reasons, strict=True)]


def _left_out(walk: SensorWalk, each: Sequence[ReasonedStep]) -> tuple[LeftOut, ...]:
    """Reasons, the most frequent first."""
    plain = {str(reason): text for reason, text in _PLAIN.items()}
    rows = [
        LeftOut(
            str(reason),
            plain.get(str(reason), _UNCALIBRATED),
            tuple(sum(step.reason == reason and step.side == foot.side for step in each) for foot in walk.feet),
        )
        for reason in dict.fromkeys(step.reason for step in each)
    ]
    return tuple(sorted(rows, key=lambda row: -sum(row.counts)))


def _quality(foot: RecordedFoot) -> QualityRow:
    sensor, measured = foot.sensor, foot.measured
    tilt = measured.tilt_error_deg[np.isfinite(measured.tilt_error_deg)]
    return QualityRow(
        foot.side,
        (
            f"{number(sensor.rate_hz, 1)} Hz",
            _missing(sensor),
            f"{number(100 * float(sensor.clipped.mean()), 2)} %" if sensor.clipped.any() else "none",
            f"{mean_and_spread(norm(measured.gravity_m_s2), 2)} m/s²",
            f"{number(float(np.median(tilt)), 1)}°" if len(tilt) else MISSING,
        ),
        "" if foot.quality is None else quality_line(foot.quality),
    )


def _missing(sensor: FootSensor) -> str:
    gaps = sensor.gaps
    if not len(gaps):
        return "none"
    share = 100 * float(np.diff(gaps, axis=1).sum()) / float(sensor.time_s[-1])
    return f"{len(gaps)} {'gap' if len(gaps) == 1 else 'gaps'}, {number(share, 1)} %"
