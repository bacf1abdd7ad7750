"""The verbs that measure: every step of a walk with markers, with foot sensors, or filmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, overload

from footwise.arguments import (
    given_number,
    given_path,
    given_paths,
    given_text,
    optional_number,
    optional_path,
    told,
    whole_number_list,
)
from footwise.errors import FootwiseError
from footwise.foot_sensor.live import SIDES, HowToCalibrate
from footwise.foot_sensor.recorded import recorded_walk
from footwise.jobs import how_to_calibrate
from footwise.jobs.film import FilmRequest, FloorRectangle, measure_films
from footwise.jobs.verbs.measured_walks import MeasuredFilm, MeasuredSensorWalk, MeasuredWalk
from footwise.loads import Walk, analyse_walk
from footwise.recordings import Recording
from footwise.recordings.foot_sensor import FootSensor

_FILMS = "Give the name of a film, or a list with one for each phone"

Clips = Path | str | Sequence[Path | str]


@overload
def measure(
    what: Recording,
    *,
    condition: str | None = ...,
    baseline: Walk | None = ...,
    angles_only: bool = ...,
    like: str | None = ...,
    use_stored_events: bool = ...,
    marker_hz: float | None = ...,
    force_hz: float | None = ...,
) -> MeasuredWalk: ...
@overload
def measure(
    what: FootSensor | Sequence[FootSensor],
    *,
    calibration: HowToCalibrate | str | None = ...,
    clinic_deg: float | Mapping[str, float] | None = ...,
) -> MeasuredSensorWalk: ...
@overload
def measure(what: FilmRequest) -> MeasuredFilm: ...
@overload
def measure(what: Recording | Sequence[FootSensor]) -> MeasuredWalk | MeasuredSensorWalk: ...
def measure(
    what: Recording | FootSensor | Sequence[FootSensor] | FilmRequest,
    *,
    condition: str | None = None,
    baseline: Walk | None = None,
    angles_only: bool = False,
    like: str | None = None,
    use_stored_events: bool = False,
    marker_hz: float | None = None,
    force_hz: float | None = None,
    calibration: HowToCalibrate | str | None = None,
    clinic_deg: float | Mapping[str, float] | None = None,
) -> MeasuredWalk | MeasuredSensorWalk | MeasuredFilm:
    """Measure every step of a walk.

    Parameters
    ----------
    what : Recording, FootSensor, sequence of FootSensor, or FilmRequest
        What `read`, `recording`, `foot_sensor` or `film` gave.
    condition : str, optional
        Markers only: what the person was asked to do; default what the file says.
    baseline : Walk, optional
        Markers only: the person's natural walk, near whose peaks those of this one are looked for.
    angles_only : bool
        Markers only: leave force plates and knee moments alone.
    like : {"plug-in-gait"}, optional
        Markers only: follow that model, to compare with what the file stores.
    use_stored_events : bool
        Markers only: take the contacts and offs that the file stores.
    marker_hz, force_hz : float, optional
        Markers only: cut-off of the low-pass behind the moments; the trial's 8 Hz without.
    calibration : {"relative", "stand-then-walk", "clinic"}, optional
        Foot sensors only: what the foot angle is told against. By default the person's own walk in this recording, so
        that the angles are changes.
    clinic_deg : float or mapping of str to float, optional
        Foot sensors only, with "clinic": foot angle of each foot as measured there, toe-out positive; one number is
        for both.

    Returns
    -------
    MeasuredWalk, MeasuredSensorWalk or MeasuredFilm
        `steps` is a table with one row a step, `notes` is what a reader must know, `plot()` draws the report's figures.

    Raises
    ------
    FootwiseError
        Nothing can be measured, or an argument goes with another kind of recording.

    Examples
    --------
    >>> import footwise as fw
    >>> walk = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d"))
    >>> walk.steps.groupby("side")["kam_peak1_pct_bwht"].mean().round(2).to_dict()
    {'left': 2.96, 'right': 2.21}
    >>> len(walk.plot())
    3
    >>> sensors = fw.read(fw.sample("foot-sensors") / "imu_sample.csv")
    >>> fw.measure(sensors).steps.groupby("side")["stride_m"].mean().round(2).to_dict()
    {'left': 1.25, 'right': 1.27}
    """
    for_markers = {
        "condition": condition,
        "baseline": baseline,
        "angles_only": angles_only or None,
        "like": like,
        "use_stored_events": use_stored_events or None,
        "marker_hz": marker_hz,
        "force_hz": force_hz,
    }
    for_sensors = {"calibration": calibration, "clinic_deg": clinic_deg}
    if isinstance(what, Recording):
        _refuse_given(for_sensors, "foot sensors")
        if condition is not None:
            given_text("condition", condition)
        if not isinstance(baseline, Walk | None):
            raise FootwiseError("`baseline`", f"is {told(baseline)}", "Give what measure found of natural walking")
        walk = analyse_walk(
            what,
            condition=condition,
            baseline=baseline,
            angles_only=angles_only,
            like="" if like is None else given_text("like", like),
            use_stored_events=use_stored_events,
            marker_hz=optional_number("marker_hz", marker_hz),
            force_hz=optional_number("force_hz", force_hz),
        )
        return MeasuredWalk(**vars(walk))
    _refuse_given(for_markers, "markers")
    if isinstance(what, FilmRequest):
        _refuse_given(for_sensors, "foot sensors")
        return MeasuredFilm(**vars(measure_films(what)[-1]))
    sensors = [what] if isinstance(what, FootSensor) else what
    if isinstance(sensors, str | Path):
        raise FootwiseError("`what`", f"is the name of a file, {str(sensors)!r}", "Read it first: measure(read(…))")
    if not isinstance(sensors, Sequence) or not sensors or not all(isinstance(one, FootSensor) for one in sensors):
        raise FootwiseError("`what`", f"is a {type(what).__name__}, which no walk is in", "Give what read gives")
    if len({sensor.side for sensor in sensors}) < len(sensors):
        raise FootwiseError("`what`", "has two sensors of one foot", "Give one sensor a foot, of one recording")
    in_order = sorted(sensors, key=lambda sensor: sensor.side)
    return MeasuredSensorWalk(**vars(recorded_walk(in_order, _how(calibration, clinic_deg))))


def film(
    clips: Clips,
    *,
    calibration: Path | str | None = None,
    floor: Path | str | FloorRectangle | None = None,
    neutral: Clips = (),
    person: Sequence[int] = (),
    clock: Literal["walk", "clap", "same"] = "walk",
    foot_length_m: float | None = None,
    height_m: float | None = None,
    mirrored: bool = False,
    condition: str = "",
) -> FilmRequest:
    """Say which films are of one walk, and how they were taken; `measure` then measures it.

    Parameters
    ----------
    clips : Path or str, or a sequence of them
        One walk, a clip for each phone.
    calibration : Path or str, optional
        TOML file of the cameras; several phones need it.
    floor : Path, str or FloorRectangle, optional
        Picture or clip of one phone in front that shows a sheet of A4 paper lying on the walkway.
    neutral : Path or str, or a sequence of them, optional
        The person standing still, a clip for each phone; may be the clips themselves.
    person : sequence of int
        Which of the people, from left to right, counted from 0; by default who walks furthest.
    clock : {"walk", "clap", "same"}
        How the clips of several phones come to one clock.
    foot_length_m : float, optional
        From the heel to the base of the big toe.
    height_m : float, optional
        Of the person, to check the scale of several cameras.
    mirrored : bool
        The films are mirror images, as front cameras make them: left is right in them.
    condition : str
        What the person was asked to do.

    Returns
    -------
    FilmRequest

    Examples
    --------
    >>> import footwise as fw
    >>> walk = fw.measure(fw.film(fw.sample("side-view") / "demo.mp4"))
    >>> walk.walk.view
    'side'
    """
    if floor is not None and not isinstance(floor, FloorRectangle):
        floor = FloorRectangle(given_path("floor", floor, "Give the name of a picture or clip"))
    films = given_paths("clips", clips, _FILMS)
    if not films:
        raise FootwiseError("`clips`", "has no clip", _FILMS)
    return FilmRequest(
        clips=films,
        calibration=optional_path("calibration", calibration),
        floor=floor,
        neutral=given_paths("neutral", neutral, _FILMS),
        person=whole_number_list("person", person),
        clock=clock,
        foot_length_m=optional_number("foot_length_m", foot_length_m),
        height_m=optional_number("height_m", height_m),
        mirrored=bool(mirrored),
        condition=given_text("condition", condition),
    )


def _refuse_given(arguments: dict[str, Any], kind: str) -> None:
    wrong = [name for name, value in arguments.items() if value is not None]
    if wrong:
        raise FootwiseError(f"`{wrong[0]}`", f"goes with recordings of {kind} only", "Leave it out")


def _how(
    calibration: HowToCalibrate | str | None, clinic_deg: float | Mapping[str, float] | None
) -> HowToCalibrate | None:
    if calibration is None and clinic_deg is None:
        return None
    if isinstance(calibration, HowToCalibrate):
        if clinic_deg is not None:
            raise FootwiseError("`clinic_deg`", "is said by `calibration` itself", "Leave it out")
        return calibration
    method = "relative" if calibration is None else given_text("calibration", calibration)
    if clinic_deg is None or isinstance(clinic_deg, Mapping):
        angles = {side: given_number("clinic_deg", angle) for side, angle in (clinic_deg or {}).items()}
    else:
        angles = dict.fromkeys(SIDES, given_number("clinic_deg", clinic_deg))
    return how_to_calibrate(method, clinic_deg=angles)
