"""A recording from arrays that never were a file, by the checks that every reader's markers and forces pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from footwise.arguments import given_number, given_text, optional_path, told
from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.checked_recording import check_person, checked_recording
from footwise.recordings.force_plates import LOADED_N, corners_fault, moment_by_points
from footwise.recordings.given_arrays import given_numbers
from footwise.recordings.marker_sets import plain_labels
from footwise.recordings.recording import ForcePlate, Markers, Person, Recording, without_placeholders
from footwise.recordings.units import length_unit_m
from footwise.signals import norm

_PLATE = ("name", "force_n", "moment_nm", "point_m", "torque_nm", "corners_m")
_PERSON = ("name", "mass_kg", "height_m")


def recording_from_arrays(
    markers: Mapping[str, ArrayLike],
    rate_hz: float,
    *,
    unit: Literal["m", "mm"] = "m",
    plates: Sequence[ForcePlate | Mapping[str, Any]] = (),
    person: Person | Mapping[str, Any] | None = None,
    marker_map: Path | str | None = None,
    static: Recording | None = None,
    condition: str = "",
    name: str = "recording",
    simulated: bool = False,
) -> Recording:
    """Take markers, and forces where there are any, as arrays.

    Marker set, size of the body, sides, gaps, plates and axes are checked as those of a file are, and the recording is
    turned into the lab frame whatever axes the arrays have.

    Parameters
    ----------
    markers : mapping of str to array_like, shape (frames, 3)
        Positions by label; the labels of a marker set that Footwise knows, or those of the `marker_map`. A marker that
        was not seen is NaN or (0, 0, 0).
    rate_hz : float
        Frames a second.
    unit : {"m", "mm"}
        Of the positions.
    plates : sequence of ForcePlate or of mappings, optional
        A mapping has `force_n` (samples, 3) and either `moment_nm` (samples, 3) about the origin of the markers' axes,
        or `point_m` (samples, 3), where the force acts, with `torque_nm` (samples, 3) there; and, where they are known,
        `corners_m` (4, 3) and `name`. All in the axes of the markers, in SI units, a whole number of samples a frame.
    person : Person or mapping, optional
        `mass_kg`, `height_m`, `name`. Knee moments need mass and height.
    marker_map : Path or str, optional
        TOML file that says which marker is which.
    static : Recording, optional
        The same person standing, with all knee and ankle markers.
    condition : str
        What the person was asked to do.
    name : str
        What the recording is called in tables and reports.
    simulated : bool
        Nobody walked it; everything made from it says so.

    Returns
    -------
    Recording
        In SI units, x along the walk, y to the left, z up.

    Raises
    ------
    FootwiseError
        With the argument, the trouble and the remedy.

    Examples
    --------
    >>> import footwise as fw
    >>> known = fw.read(fw.sample("treadmill") / "treadmill_events.c3d")
    >>> markers = {label: known.markers[label] for label in known.markers.labels}
    >>> walk = fw.recording(markers, 100, plates=known.plates, person={"mass_kg": 70, "height_m": 1.75})
    """
    if not isinstance(markers, Mapping) or not markers:
        raise FootwiseError("`markers`", "is no mapping of labels to positions", 'Give such as {"LHEE": positions, …}')
    rate = given_number("rate_hz", rate_hz, 1, 20000, "Hz")
    unit_m = length_unit_m(unit) if isinstance(unit, str) and unit else None
    if unit_m is None:
        raise FootwiseError("`unit`", f"is {told(unit)}", "Say 'm' or 'mm'")
    if not isinstance(static, Recording | None):
        raise FootwiseError("`static`", f"is {told(static)}", "Give a recording of the person standing")
    labels = [str(label) for label in markers]
    map_file = optional_path("marker_map", marker_map)
    first: Array | None = None
    positions = []
    for label, values in markers.items():
        # One marker may be missing throughout; that all are is said by the checks that follow.
        given = given_numbers(f"markers[{label!r}]", values, 3, None if first is None else len(first), all_missing=True)
        first = given if first is None else first
        positions.append(given)
    stacked = without_placeholders(np.stack(positions, axis=1)) * unit_m
    forces, rate_of_plates, notes = _plates(plates, len(stacked), rate)
    raw = Recording(
        name=given_text("name", name),
        source=Path(name),
        markers=Markers(rate, plain_labels(labels), stacked),
        plates=forces,
        plate_rate_hz=rate_of_plates,
        person=_person(person),
        simulated=simulated,
        condition=given_text("condition", condition),
        notes=tuple(notes),
        static=static,
    )
    try:
        return checked_recording(raw, map_file)
    except FootwiseError as error:
        if error.where != raw.source:
            raise
        raise FootwiseError("`markers`", error.trouble, error.remedy) from None


def _person(person: Person | Mapping[str, Any] | None) -> Person:
    if isinstance(person, Mapping):
        if unknown := sorted(set(person) - set(_PERSON)):
            raise FootwiseError("`person`", f"has the key {unknown[0]!r}", f"It may have {', '.join(_PERSON)}")
        person = Person(**person)
    if person is None:
        return Person()
    if not isinstance(person, Person):
        raise FootwiseError("`person`", f"is {told(person)}", 'Give such as {"mass_kg": 72, "height_m": 1.68}')
    given_text("person.name", person.name)
    for key, unit in (("mass_kg", "kg"), ("height_m", "m")):
        if getattr(person, key) is not None:
            given_number(f"person.{key}", getattr(person, key), 0, 1000, unit)
    check_person("`person`", person.mass_kg, person.height_m)
    return person


def _plates(
    plates: Sequence[ForcePlate | Mapping[str, Any]], frames: int, rate_hz: float
) -> tuple[tuple[ForcePlate, ...], float, list[Note]]:
    """Plates as they are computed with, their rate, and what is odd about them."""
    if isinstance(plates, Mapping | ForcePlate | str | np.ndarray) or not isinstance(plates, Iterable):
        raise FootwiseError("`plates`", "is no list of plates", "Give a list, also of one plate")
    found: list[ForcePlate] = []
    notes: list[Note] = []
    for k, given in enumerate(plates):
        plate, note = _plate(given, f"plates[{k}]", f"plate {k + 1}", len(found[0].force_n) if found else None)
        found.append(plate)
        notes += [Note(f"{plate.name} {note}", NoteKind.PLATE, plate.name)] if note else []
    if not found:
        return (), 0.0, notes
    samples = len(found[0].force_n)
    times = max(1, round(samples / frames))
    # The last frame may come with one sample or with as many as the others.
    if not (frames - 1) * times + 1 <= samples <= frames * times:
        raise FootwiseError(
            "`plates[0]`",
            f"has {samples} samples, and the markers {frames} frames",
            "Give a whole number of samples a frame, over the same time",
        )
    return tuple(found), rate_hz * times, notes


def _plate(
    given: ForcePlate | Mapping[str, Any], argument: str, name: str, samples: int | None
) -> tuple[ForcePlate, str]:
    if isinstance(given, ForcePlate):
        given = {"name": given.name, "force_n": given.force_n, "moment_nm": given.moment_nm} | (
            {} if given.corners_m is None else {"corners_m": given.corners_m}
        )
    if not isinstance(given, Mapping):
        raise FootwiseError(f"`{argument}`", "is no plate", f"Give a mapping with {', '.join(_PLATE)}")
    if unknown := sorted(set(map(str, given)) - set(_PLATE)):
        raise FootwiseError(f"`{argument}`", f"has the key {unknown[0]!r}", f"A plate may have {', '.join(_PLATE)}")
    if "force_n" not in given or ("moment_nm" in given) == ("point_m" in given):
        raise FootwiseError(f"`{argument}`", "has not force_n and one of moment_nm and point_m", "Give these two")
    if "torque_nm" in given and "point_m" not in given:
        raise FootwiseError(f"`{argument}`", "has torque_nm without point_m", "Give the point where both act")

    def channel(key: str) -> Array:
        return given_numbers(f"{argument}[{key!r}]", given[key], 3, samples)

    def refuse_missing(key: str, values: Array, where: NDArray[np.bool_]) -> None:
        missing = np.isnan(values).any(axis=1) & where
        if missing.any():
            trouble = f"has no number in {missing.sum()} samples"
            raise FootwiseError(f"`{argument}[{key!r}]`", trouble, "Give 0 where nothing stands on the plate")

    force, note = channel("force_n"), ""
    samples = len(force)
    everywhere = np.ones(samples, dtype=bool)
    refuse_missing("force_n", force, everywhere)
    if "moment_nm" in given:
        moment = channel("moment_nm")
        refuse_missing("moment_nm", moment, everywhere)
    else:
        point = channel("point_m")
        torque = channel("torque_nm") if "torque_nm" in given else np.zeros_like(force)
        # Without load there is no point where a force acts.
        loaded = np.asarray(norm(force) > LOADED_N)
        refuse_missing("point_m", point, loaded)
        refuse_missing("torque_nm", torque, loaded)
        moment, in_mm = moment_by_points(force, np.nan_to_num(point), np.nan_to_num(torque))
        if in_mm:
            raise FootwiseError(f"`{argument}['point_m']`", "lies further away than any laboratory is long", "Give m")
    corners = given.get("corners_m")
    if corners is not None:
        corners = given_numbers(f"{argument}['corners_m']", corners, 3, 4)
        fault, off_rectangle = corners_fault(corners)
        if fault:
            raise FootwiseError(f"`{argument}['corners_m']`", fault, "Give the four corners one after the other, in m")
        note = off_rectangle
    return ForcePlate(given_text(f"{argument}['name']", given.get("name", name)), force, moment, corners), note
