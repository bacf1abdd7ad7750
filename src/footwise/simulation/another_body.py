"""The walk of a real person as that of a body of another size that turns one foot otherwise by nature."""

from __future__ import annotations

from dataclasses import dataclass, replace

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.gait import filtered_motion, find_steps, plate_loads
from footwise.recordings import ForcePlate, Markers, Recording
from footwise.simulation.turned_foot import turn_foot


@dataclass(frozen=True)
class AnotherBody:
    """Who walks in place of the person who was recorded.

    Attributes
    ----------
    mass_kg, height_m : float
    turn_deg : float
        By how much the foot of the leg in question is turned in natural walking, against the recorded one; toe-out
        positive.
    """

    mass_kg: float
    height_m: float
    turn_deg: float = 0.0


def walked_by(recording: Recording, body: AnotherBody, side: str) -> Recording:
    """Let another body walk as somebody has walked: lengths grow with height, forces with mass.

    Moments in percent of body weight and height stay what they were (within 4 %: half a marker does not grow), but for
    the turned foot.

    Parameters
    ----------
    recording : Recording
        A real treadmill walk with force plates, with the person's mass and height.
    body : AnotherBody
    side : str
        The leg whose foot is turned.

    Returns
    -------
    Recording

    Raises
    ------
    FootwiseError
        Mass or height of the person who was recorded is not known.
    """
    person = recording.person
    if not person.mass_kg or not person.height_m:
        raise FootwiseError(
            recording.source, "does not say mass and height", "Give them with `mass_kg=...` and `height_m=...`"
        )
    longer, heavier = body.height_m / person.height_m, body.mass_kg / person.mass_kg
    measures = {name: length * longer for name, length in person.measures_m.items()}
    scaled = replace(
        recording,
        markers=_scaled(recording.markers, longer),
        # What a laboratory's own model has stored is of the other body.
        modelled=None,
        stored_moments={},
        plates=tuple(_scaled_plate(plate, longer, heavier) for plate in recording.plates),
        person=replace(person, mass_kg=body.mass_kg, height_m=body.height_m, measures_m=measures),
        floor_m=recording.floor_m * longer,
    )
    if not body.turn_deg:
        return scaled
    motion, loads = filtered_motion(scaled), plate_loads(scaled)
    steps = find_steps(scaled, motion, loads)
    return turn_foot(scaled, motion, steps, loads, side, body.turn_deg, (0.0, 0.0))


def _scaled(markers: Markers, longer: float) -> Markers:
    positions: Array = markers.positions_m * longer
    return Markers(markers.rate_hz, markers.labels, positions)


def _scaled_plate(plate: ForcePlate, longer: float, heavier: float) -> ForcePlate:
    corners = None if plate.corners_m is None else plate.corners_m * longer
    return replace(
        plate, force_n=plate.force_n * heavier, moment_nm=plate.moment_nm * heavier * longer, corners_m=corners
    )
