"""Whether the plates of a recording can be believed, in the lab frame and beside the feet."""

from __future__ import annotations

import numpy as np

from footwise.arrays import Array
from footwise.notes import Note, NoteKind
from footwise.recordings.force_plates import LOADED_N, on_plate
from footwise.recordings.marker_sets import FOOT_ROLES, SIDES, has_all
from footwise.recordings.missing_forces import without_silence
from footwise.recordings.recording import STANDARD_GRAVITY, ForcePlate, Recording, centre_of_pressure
from footwise.signals import cross, norm

LARGEST_N = 10000.0
# Median distance from the centre of pressure to the nearer foot's line: 1 to 12 mm in sound files of nine
# laboratories, 25 mm where the toe marker is on the outer edge of the foot, 171 mm and more where units are wrong.
NEAR_FOOT_M = 0.03
# What was read against the file's own word needs the feet to agree as they do in sound files.
REREAD_FOOT_M = 0.015
OFF_FOOT_M = 0.15
# Half a foot is 50 mm wide: pressure further to the side of it is under no foot, and would move the knee's moment by as
# much as it is off. Along the foot it may be further away: on a treadmill that is the lag of another clock.
BESIDE_FOOT_M = 0.05
# What an unloaded plate may show: steady wrenches beyond are wrong offsets.
UNLOADED_N = 10.0
UNLOADED_NM = 3.0
# A free moment per vertical force beyond this (nine tenths of the loaded time lie below) is a wrong unit, scale or
# axis: on 33 plates of eight laboratories it is 0.002 to 0.016 m.
LARGEST_FREE_MOMENT_M = 0.05

LEAST_KG, LARGEST_KG = 15.0, 300.0


def sound_plates(recording: Recording) -> tuple[tuple[ForcePlate, ...], list[Note]]:
    """Leave out the plates that cannot be right, and say what is odd about the others.

    Parameters
    ----------
    recording : Recording
        In the lab frame, forces upwards.

    Returns
    -------
    plates : tuple of ForcePlate
    notes : list of Note
    """
    sound, notes = [], []
    for plate in recording.plates:
        plate, silence = without_silence(plate, recording.plate_rate_hz)
        notes += [Note(f"{plate.name} {silence}", NoteKind.PLATE, plate.name)] if silence else []
        fault = _fault(plate, recording)
        if fault:
            notes.append(Note(f"{plate.name} {fault}", NoteKind.PLATE, plate.name))
            continue
        sound.append(plate)
        notes += [Note(f"{plate.name} {oddity}", NoteKind.PLATE, plate.name) for oddity in _oddities(plate, recording)]
    return tuple(sound), notes + _weight_notes(sound, recording)


def _weight_notes(plates: list[ForcePlate], recording: Recording) -> list[Note]:
    """Say when what the plates carry is no person: all the time on a treadmill, at its most overground."""
    if not plates:
        return []
    vertical = np.sum([plate.force_n[:, 2] for plate in plates], axis=0)
    vertical = vertical[np.isfinite(vertical)]
    if not len(vertical):
        return []
    kilograms = float(vertical.mean() if recording.treadmill else vertical.max()) / STANDARD_GRAVITY
    least = LEAST_KG if recording.treadmill else LEAST_KG / 2
    if least <= kilograms <= LARGEST_KG * (1 if recording.treadmill else 3):
        return []
    said = f"the plates carry {kilograms:.3g} kg, which is no person: their units or scales are wrong"
    return [Note(said, NoteKind.PLATES)]


def _fault(plate: ForcePlate, recording: Recording) -> str:
    """Why a plate is left out; empty when it is not."""
    peak = float(np.nanmax(plate.force_n[:, 2], initial=0.0))
    if peak < LOADED_N:
        return f"never loads (at most {peak:.0f} N) and was left out"
    if peak > LARGEST_N:
        return f"was left out: it shows {peak:.0f} N; its units or scale are wrong"
    share = surface_share(plate, recording.floor_m)
    if share < 0.5:
        return (
            f"was left out: its centre of pressure lies on it in only {share:.0%} of the loaded time; "
            "its corners, origin or units are wrong"
        )
    off, beside = _distance_to_feet(plate, recording)
    if off > OFF_FOOT_M or beside > BESIDE_FOOT_M:
        return (
            f"was left out: its centre of pressure lies {off:.2f} m from the feet; corners, origin or units are wrong, "
            "or it is of another trial"
        )
    if plate.reread and off > REREAD_FOOT_M:
        return (
            "was left out: what the file says of it puts the centre of pressure where it cannot be, and read otherwise "
            f"{1000 * off:.0f} mm beside the foot; its corners or its origin are wrong"
        )
    arm = _free_moment_arm_m(plate, recording.floor_m)
    if arm > LARGEST_FREE_MOMENT_M:
        return (
            f"was left out: it shows a free moment of {arm:.2g} N·m for each N, where walking reaches 0.02; its units, "
            "scales or axes are wrong"
        )
    return ""


def _free_moment_arm_m(plate: ForcePlate, floor_m: float) -> float:
    """Free moment about the centre of pressure over the vertical force, which nine tenths of the load stay below."""
    loaded = plate.force_n[:, 2] > 100
    if not loaded.any():
        return 0.0
    force, moment = plate.force_n[loaded], plate.moment_nm[loaded]
    cop = centre_of_pressure(force, moment, floor_m)
    free = moment[:, 2] - (cop[:, 0] * force[:, 1] - cop[:, 1] * force[:, 0])
    return float(np.quantile(np.abs(free) / force[:, 2], 0.9))


def _oddities(plate: ForcePlate, recording: Recording) -> list[str]:
    """What a reader should know about a plate that was kept."""
    odd = []
    off, _ = _distance_to_feet(plate, recording)
    if off > NEAR_FOOT_M:
        odd.append(
            f"puts the centre of pressure {1000 * off:.0f} mm beside the foot's line (median); 3 to 12 mm are usual"
        )
    vertical = plate.force_n[:, 2]
    pulling = float((vertical < -LOADED_N).mean())
    if pulling > 0.02:
        odd.append(f"pulls its load down in {pulling:.0%} of the time: its zero is wrong")
    if plate.corners_m is None:
        return odd
    centre = plate.corners_m.mean(axis=0)
    moment = plate.moment_nm - cross(np.broadcast_to(centre, plate.force_n.shape), plate.force_n)
    unloaded = np.abs(vertical) < UNLOADED_N
    if unloaded.sum() >= 20:
        shear = float(norm(np.median(plate.force_n[unloaded], axis=0)))
        turning = float(norm(np.median(moment[unloaded], axis=0)))
        if shear > UNLOADED_N or turning > UNLOADED_NM:
            odd.append(f"shows {shear:.0f} N and {turning:.1f} N·m while nothing stands on it: its zero is wrong")
    elif len(recording.plates) > 1:
        odd.append("is never unloaded, so its zero could not be checked")
    return odd


def surface_share(plate: ForcePlate, floor_m: float) -> float:
    """Share of loaded samples whose centre of pressure lies on the plate's own surface, in the lab frame."""
    if plate.corners_m is None:
        return 1.0
    cop = centre_of_pressure(plate.force_n, plate.moment_nm, floor_m, LOADED_N)
    cop = cop[plate.force_n[:, 2] > LOADED_N]
    if not len(cop):
        return 1.0
    return float(on_plate(cop, plate.corners_m, 0.03).mean())


def _distance_to_feet(plate: ForcePlate, recording: Recording) -> tuple[float, float]:
    """Median horizontal distance from the centre of pressure to the nearer foot, and how far of it is to the side.

    0 when it cannot be told. Both feet must be seen: the force may come from either.
    """
    if not all(has_all(recording.roles, side, FOOT_ROLES) for side in SIDES):
        return 0.0, 0.0
    step = max(1, round(recording.plate_rate_hz / recording.markers.rate_hz))
    count = min(recording.markers.frames, len(plate.force_n[::step]))
    force, moment = plate.force_n[::step][:count], plate.moment_nm[::step][:count]
    loaded = np.flatnonzero(force[:, 2] > 100)
    cop = centre_of_pressure(force[loaded], moment[loaded], recording.floor_m)[:, :2]
    left, right = (_distance(cop, recording, side, loaded) for side in SIDES)
    known = np.isfinite(left + right).all(axis=1)
    if known.sum() < 20:
        return 0.0, 0.0
    nearest = np.where(left[known, :1] < right[known, :1], left[known], right[known])
    return float(np.median(nearest[:, 0])), float(np.median(nearest[:, 1]))


def _distance(points_m: Array, recording: Recording, side: str, frames: np.ndarray) -> Array:
    """Horizontal distance to the line from heel to tip of the toes, a third beyond their marker, and that to its side.

    Shape (frames, 2).
    """
    heel, toe = (recording.marker(side, role)[frames, :2] for role in FOOT_ROLES)
    along, to = toe - heel, points_m - heel
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip((to * along).sum(axis=1) / (along * along).sum(axis=1), 0, 1.35)
        beside = np.abs(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0]) / norm(along)
    return np.stack((norm(to - share[:, None] * along), beside), axis=1)
