"""Find up and forward in the data, and turn a recording into the lab frame of the design.

Laboratories put x, y and z where they like. The lab frame here is x along the walk, y to the
walker's left, z up; the plates say what is up, the feet and the belt say what is forward.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.force_plates import point_upwards
from footwise.recordings.marker_sets import FOOT_ROLES, SIDES, has_all
from footwise.recordings.plate_soundness import sound_plates
from footwise.recordings.recording import ForcePlate, Markers, Recording
from footwise.recordings.vertical import find_up, uneven_floor
from footwise.signals import butterworth_lowpass, cross, fill_gaps, norm, unit

# Nobody walks with the pelvis this far off the vertical above the feet.
_LYING_DEG = 45.0
# A foot whose line from heel to toe is less steep than this (sine) lies on the ground, or nearly does.
_LYING_SLOPE = 0.5
# The edges of a treadmill's plates that run along the belt, not across it.
_ALONG = np.cos(np.radians(45))
# On a sound treadmill the feet are carried along the plates' edges within 0.2°, single feet within 0.8°. A plate turned
# by 5° against the markers moves the knee's moment by 0.8 %BW·ht, so 4° by more than a change of foot angle does.
BELT_WORTH_SAYING_DEG, LARGEST_BELT_OFF_DEG = 2.0, 4.0
_STANDING_M_S = 0.1
# Heel and toe lie flat together in at least this share of a walk when the toe's marker is on the foot.
FEWEST_FLAT = 0.05


@by_value
@dataclass(frozen=True)
class LabFrame:
    """Where up and forward are in a file's own axes.

    Attributes
    ----------
    rotation : array, shape (3, 3)
        Rows are x (forward), y (left) and z (up) in the file's axes: ``v_lab = rotation @ v_file``.
    treadmill : bool
        The body stays while the feet on the ground move backwards.
    note : str
        That the markers stand off the vertical; empty when they do not.
    belt_off_deg : float
        Angle between the edge of a treadmill's plates and the way the feet are carried; zero without such plates.
    """

    rotation: Array
    treadmill: bool
    note: str = ""
    belt_off_deg: float = 0.0


def find_lab_frame(recording: Recording) -> LabFrame:
    """Find up, forward and whether the person walks on a treadmill.

    Up is what plates and gravity say: see :func:`footwise.recordings.vertical.find_up`. Forward is the
    displacement of the body overground; on a treadmill it is the edge of the plates along which the standing
    foot is carried back (or that motion itself without plates, or where it runs across them).
    A person who stands faces where the feet point.

    Raises
    ------
    FootwiseError
        Toes point against the walk, or left and right are exchanged.
    """
    markers = [recording.marker(side, role) for side in SIDES for role in FOOT_ROLES if recording.has(side, role)]
    body = _body(recording)
    up, note, off_deg = find_up(recording.plates, body, markers)
    if off_deg > _LYING_DEG:
        raise FootwiseError(
            recording.source,
            f"has force plates whose vertical is {off_deg:.0f}° off that of the markers",
            "Check that markers and plates are in the same axes, and that the person walks upright",
        )
    feet = [_foot(recording, side) for side in SIDES if has_all(recording.roles, side, FOOT_ROLES)]
    toes_ahead = _flat_unit(np.nanmean([np.nanmean(unit(toe - heel), axis=0) for heel, toe in feet], axis=0), up)
    rate = recording.markers.rate_hz
    body_velocity = _velocity(body, rate, up)
    carried = np.concatenate([_carried_velocity(heel, toe, rate, up) for heel, toe in feet])
    body_speed = _median_speed(body_velocity)
    carried_speed = _median_speed(carried)
    treadmill, belt_off_deg = False, 0.0
    forward = toes_ahead
    if max(body_speed, carried_speed) > _STANDING_M_S:
        treadmill = carried_speed > body_speed
        motion = -_median_vector(carried, toes_ahead, up) if treadmill else _net_motion(body, up)
        if norm(motion) > (_STANDING_M_S if treadmill else 0.5):
            forward = _flat_unit(motion, up)
            if treadmill:
                forward, belt_off_deg = _along_belt(forward, recording, up)
            lying = np.nanmean([np.nanmean(_lying(unit(toe - heel), up), axis=0) for heel, toe in feet], axis=0)
            if forward @ lying < 0:
                raise FootwiseError(
                    recording.source,
                    "the toes point against the walking direction",
                    "Check that heel and toe markers are not exchanged; walking backwards cannot be analysed",
                )
    rotation = np.stack((forward, cross(up, forward), up))
    if not (np.isfinite(rotation).all() and np.isfinite(toes_ahead).all()):
        raise FootwiseError(
            recording.source,
            "does not show where up and forward are: body, heel and toe are hardly ever seen together",
            "Fill the gaps in the capture software",
            kind=ErrorKind.REFUSAL,
        )
    return LabFrame(rotation, treadmill, note, belt_off_deg)


def turn_into_lab_frame(recording: Recording) -> Recording:
    """Turn a recording as read into the lab frame, give forces their sign, and check the body in it.

    Raises
    ------
    FootwiseError
        See :func:`find_lab_frame`; also markers of the two sides, or of the two faces of a knee,
        exchanged.
    """
    frame = find_lab_frame(recording)
    turn = frame.rotation.T
    up = frame.rotation[2]
    markers = _turned(recording.markers, turn)
    modelled = None if recording.modelled is None else _turned(recording.modelled, turn)
    plates = []
    for plate in recording.plates:
        plate = point_upwards(plate, up)
        corners = None if plate.corners_m is None else plate.corners_m @ turn
        plates.append(replace(plate, force_n=plate.force_n @ turn, moment_nm=plate.moment_nm @ turn, corners_m=corners))
    surfaces = [plate.corners_m[:, 2].mean() for plate in plates if plate.corners_m is not None]
    floor = float(np.median(surfaces)) if surfaces else 0.0
    turned = replace(
        recording,
        markers=markers,
        modelled=modelled,
        plates=tuple(plates),
        treadmill=frame.treadmill,
        floor_m=floor,
    )
    said = [*recording.notes, *([Note(frame.note)] if frame.note else [])]
    sound: tuple[ForcePlate, ...] = ()
    uneven = uneven_floor(recording.plates, up)
    if uneven:
        notes = [Note(f"no level floor, so no knee moments, foot angles only: {uneven}", NoteKind.NO_LEVEL_FLOOR)]
    elif frame.belt_off_deg > LARGEST_BELT_OFF_DEG:
        notes = _about_belt(turned, frame.belt_off_deg)
    else:
        sound, notes = sound_plates(turned)
        notes = _about_belt(turned, frame.belt_off_deg) + notes
    turned = replace(turned, plates=sound, notes=(*said, *notes))
    _check_sides(turned)
    return turned


def _turned(markers: Markers, turn: Array) -> Markers:
    return Markers(markers.rate_hz, markers.labels, markers.positions_m @ turn)


def _body(recording: Recording) -> Array:
    """A point that moves with the body: middle of the pelvis, else of the knees, else of all markers."""
    for prefix in ("pelvis_", "lateral_epicondyle", "lateral_malleolus"):
        labels = {label for (_, role), label in recording.roles.items() if role.startswith(prefix)}
        points = [recording.markers[label] for label in sorted(labels)]
        points = [p for p in points if np.isfinite(p).all(axis=1).mean() > 0.5]
        if points and (prefix == "pelvis_" or len(points) > 1):
            rate = recording.markers.rate_hz
            return fill_gaps(np.mean(points, axis=0), int(0.5 * rate))
    return _common_path(recording.markers.positions_m)


def _common_path(positions_m: Array) -> Array:
    """Path of all markers together: from frame to frame the mean way of those seen in both.

    A mean over whatever is seen would jump whenever a marker comes or goes.
    """
    way = np.nanmean(np.diff(positions_m, axis=0), axis=1)
    begin = np.nanmean(positions_m[0], axis=0)
    if not np.isfinite(begin).all():
        begin = np.nanmean(positions_m.reshape(-1, 3), axis=0)
    return np.concatenate((begin[None], begin + np.cumsum(np.nan_to_num(way), axis=0)))


def _foot(recording: Recording, side: str) -> tuple[Array, Array]:
    return recording.marker(side, "heel"), recording.marker(side, "toe")


def _median_vector(vectors: Array, ahead: Array, up: Array) -> Array:
    """Median along the feet and across them: the same whatever axes the file has."""
    across = cross(up, ahead)
    return np.asarray(np.nanmedian(vectors @ ahead) * ahead + np.nanmedian(vectors @ across) * across)


def _flat(vectors: Array, up: Array) -> Array:
    return np.asarray(vectors - (vectors @ up)[..., None] * up)


def _flat_unit(vector: Array, up: Array) -> Array:
    return unit(_flat(vector, up))


def _velocity(positions: Array, rate: float, up: Array) -> Array:
    """Horizontal velocity, shape (frames, 3), smoothed at 6 Hz."""
    if len(positions) < 3:
        return np.zeros_like(positions)
    smooth = butterworth_lowpass(fill_gaps(positions, int(0.2 * rate)), rate, 6.0)
    return _flat(np.gradient(smooth, 1 / rate, axis=0), up)


def _median_speed(velocity: Array) -> float:
    speed = norm(velocity)
    speed = speed[np.isfinite(speed)]
    return float(np.median(speed)) if len(speed) else 0.0


def _carried_velocity(heel: Array, toe: Array, rate: float, up: Array) -> Array:
    """Velocity of a foot that lies on the ground: both its ends among their lowest third.

    A marker on the tip of the toes is low in swing, too, and then the two are hardly ever low together: the
    heel alone tells.
    """
    low = np.ones(len(heel), dtype=bool)
    for marker in (heel, toe):
        height = marker @ up
        with np.errstate(invalid="ignore"):
            low &= height <= np.nanquantile(height, 0.35) if np.isfinite(height).any() else False
    moves = _velocity(heel, rate, up)
    if low.sum() < FEWEST_FLAT * len(low):
        height = heel @ up
        with np.errstate(invalid="ignore"):
            return moves[height <= np.nanquantile(height, 0.35)] if np.isfinite(height).any() else moves[:0]
    return np.concatenate((moves[low], _velocity(toe, rate, up)[low]))


def _net_motion(body: Array, up: Array) -> Array:
    seen = np.flatnonzero(np.isfinite(body).all(axis=1))
    return _flat(body[seen[-1]] - body[seen[0]], up) if len(seen) else np.zeros(3)


def _along_belt(forward: Array, recording: Recording, up: Array) -> tuple[Array, float]:
    """Edge of the plates nearest to the direction the feet are carried, and how far it is from that in degrees.

    The direction of the feet itself where no edge is near it.
    """
    edges = [
        _flat_unit(plate.corners_m[k] - plate.corners_m[0], up)
        for plate in recording.plates
        if plate.corners_m is not None
        for k in (1, 3)
    ]
    edges = [edge * np.sign(edge @ forward) for edge in edges]
    along = [edge for edge in edges if edge @ forward > _ALONG]
    if not along:
        return forward, 0.0
    belt = _flat_unit(np.mean(along, axis=0), up)
    off_deg = float(np.degrees(np.arccos(np.clip(belt @ forward, -1, 1))))
    return (belt if off_deg <= LARGEST_BELT_OFF_DEG else forward), off_deg


def _about_belt(recording: Recording, off_deg: float) -> list[Note]:
    """Plates that lie askew to the way the belt carries the feet: one note, or one a plate where none can be used."""
    if off_deg <= BELT_WORTH_SAYING_DEG:
        return []
    askew = f"{off_deg:.0f}° askew to the way the belt carries the feet"
    if off_deg <= LARGEST_BELT_OFF_DEG:
        said = f"the plates lie {askew}: foot angles may be off by as much, check the corners of the plates"
        return [Note(said, NoteKind.PLATES)]
    wrong = f"was left out: it lies {askew}; its corners are wrong, or markers and plates are in different axes"
    return [Note(f"{plate.name} {wrong}", NoteKind.PLATE, plate.name) for plate in recording.plates]


def _lying(foot: Array, up: Array) -> Array:
    """Directions of a foot while it lies, or nearly does, else NaN: in a sprint the swinging foot's toes point back.

    All of them where it never lies.
    """
    lies = np.abs(foot @ up) < _LYING_SLOPE
    return np.where(lies[:, None], foot, np.nan) if lies.any() else foot


def _check_sides(recording: Recording) -> None:
    """Refuse markers whose sides, or whose inner and outer faces of a knee or ankle, are exchanged."""
    ahead = [
        _lying(unit(recording.marker(side, "toe") - recording.marker(side, "heel")), np.array([0.0, 0.0, 1.0]))
        for side in SIDES
        if has_all(recording.roles, side, FOOT_ROLES)
    ]
    facing = np.nanmean(ahead, axis=0)
    left_of = unit(np.stack((-facing[:, 1], facing[:, 0], np.zeros(len(facing))), axis=1))

    def offset(a: tuple[str, str], b: tuple[str, str]) -> float:
        across = np.einsum("ij,ij->i", recording.marker(*a) - recording.marker(*b), left_of)
        return float(np.nanmedian(across)) if np.isfinite(across).any() else np.nan

    def refuse_toe(side: str) -> NoReturn:
        labels = " and ".join(recording.roles[side, role] for role in ("toe", "fifth_metatarsal"))
        raise FootwiseError(
            recording.source,
            f"the {side} foot's toe and 5th metatarsal look exchanged ({labels})",
            "Correct the labels in the capture software, or with `marker_map=...`",
        )

    crossed = [
        side
        for side, sign in (("left", 1), ("right", -1))
        if recording.has(side, "fifth_metatarsal") and recording.has(side, "toe")
        if sign * offset((side, "fifth_metatarsal"), (side, "toe")) < -0.02
    ]
    # One foot's toe turns which way the person seems to face, so it comes before all else. Both may be a left and a
    # right foot exchanged, which comes first then.
    if len(crossed) == 1:
        refuse_toe(crossed[0])
    for role in ("lateral_epicondyle", "lateral_malleolus", "medial_epicondyle", "medial_malleolus", "heel"):
        pair = ("left", role), ("right", role)
        if all(recording.has(*marker) for marker in pair) and offset(*pair) < -0.02:
            labels = " and ".join(recording.roles[marker] for marker in pair)
            raise FootwiseError(
                recording.source,
                f"left and right look exchanged: {labels} lie on the wrong sides of the body",
                "Correct the labels in the capture software, or with `marker_map=...`",
            )
    if crossed:
        refuse_toe(crossed[0])
    for side, sign in (("left", 1), ("right", -1)):
        for joint in ("epicondyle", "malleolus"):
            pair = (side, f"lateral_{joint}"), (side, f"medial_{joint}")
            if all(recording.has(*marker) for marker in pair) and sign * offset(*pair) < -0.02:
                labels = " and ".join(recording.roles[marker] for marker in pair)
                raise FootwiseError(
                    recording.source,
                    f"inner and outer {side} {joint} look exchanged ({labels})",
                    "Correct the labels in the capture software, or with `marker_map=...`",
                )
