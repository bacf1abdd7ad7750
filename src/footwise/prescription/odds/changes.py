"""What changed from a natural to a changed walk: the twelve variables of the 107 people, and how sure each one is."""

from __future__ import annotations

from dataclasses import dataclass

from footwise.arrays import Array, by_value
from footwise.notes import Note


@dataclass(frozen=True)
class ChangeVariable:
    """One of the twelve variables whose change was measured in 107 people at 10° toe-in.

    Attributes
    ----------
    name : str
    unit : str
        ``deg`` or ``m``.
    positive : str
        What a positive value means, the same on both legs.
    how : str
        How the laboratory measured it in each step; "the first peak" is that of the knee adduction moment, which lies
        at 20 to 30 % of stance where no force plate says when.
    words : str
        For the person and the physiotherapist.
    needs_plates : bool
        Nothing but a force plate or a pressure sole measures it.
    comparable : bool
        Whether what another device measures is in the same scale. Where it is not, the model does without it.
    """

    name: str
    unit: str
    positive: str
    how: str
    words: str
    needs_plates: bool = False
    comparable: bool = True


# Names, definitions and order: README of the ToeInKAMReduction repository (commit 49efaca). Signs: the functions that
# the same laboratory published (suhlrich/mocap-processing, `common/calc_*.m`), read for facts. They agree with
# what the data themselves show (frontal tibia +2.3°, pelvic rotation +2.0°, foot progression angle -9.6° on average).
VARIABLES: tuple[ChangeVariable, ...] = (
    ChangeVariable(
        "trunk_sway", "deg", "lean over the leg that stands",
        "seventh cervical vertebra over the middle of the posterior iliac spines, in the frontal plane of the room; "
        "its maximum during stance",
        "lean of the trunk to the side of the standing leg",
    ),
    ChangeVariable(
        "knee_flexion", "deg", "flexion", "at the first peak",
        "bend of the knee",
        # The published function takes the thigh's length for one, so that what was filed as a degree is likely to be
        # about two and a half of them. Nobody can say from the data.
        comparable=False,
    ),
    ChangeVariable(
        "pelvic_list", "deg", "side of the swinging leg higher than that of the standing one",
        "line of the anterior iliac spines against the horizontal, in the frontal plane of the room, at the first peak",
        "tilt of the pelvis",
    ),
    ChangeVariable(
        "knee_adduction", "deg", "abduction: the knee nearer to the middle line (the filed sign, in spite of the name)",
        "long axis of the shank against that of the thigh about the thigh's axis from back to front (hip, knee and "
        "ankle centres, lateral epicondyle), at the first peak",
        "sideways angle of the knee",
    ),
    ChangeVariable(
        "step_width", "m", "wider",
        "sideways distance of the middles of the two feet (0.7 of the way from the heel to the second metatarsal "
        "head), each in the middle of its stance, in consecutive steps",
        "width of the steps",
    ),
    ChangeVariable(
        "cop_medial", "m", "towards the big toe's side, as filed",
        "sideways position of the centre of pressure in the foot's frame, from the heel marker, at the first peak",
        "where the foot presses on the floor, sideways", needs_plates=True,
    ),
    ChangeVariable(
        "cop_forward", "m", "towards the toes",
        "position of the centre of pressure along the foot, from the heel marker, at the first peak",
        "where the foot presses on the floor, lengthways", needs_plates=True,
    ),
    ChangeVariable(
        "tibia_tilt", "deg", "knee nearer to the middle line than the ankle",
        "lateral malleolus to lateral epicondyle against the vertical, in the frontal plane of the room, at the "
        "first peak",
        "sideways lean of the shin",
    ),
    ChangeVariable(
        "foot_progression_angle", "deg", "toe-out", "heel to second metatarsal head, 15 to 40 % of stance",
        "angle of the foot",
    ),
    ChangeVariable(
        "cop_distance", "m", "wider",
        "sideways distance of the centres of pressure of consecutive steps, at the first peak",
        "sideways distance of where the two feet press on the floor", needs_plates=True,
    ),
    ChangeVariable(
        "knee_distance", "m", "wider",
        "sideways distance in the room of the knee centres of consecutive steps, each at its own first peak",
        "sideways distance of the knees",
    ),
    ChangeVariable(
        "pelvic_rotation", "deg", "side of the standing leg forward",
        "line of the anterior iliac spines seen from above, at the first peak",
        "turn of the pelvis",
    ),
)  # fmt: skip

NAMES = tuple(variable.name for variable in VARIABLES)


@by_value
@dataclass(frozen=True)
class WalkChanges:
    """Change of one leg's walk from natural to changed walking.

    Attributes
    ----------
    side : str
        ``left`` or ``right``: the leg whose knee the odds are about.
    achieved_deg : float
        Change of the foot progression angle, toe-out positive; negative is toe-in.
    change : array, shape (12,)
        Changed minus natural walking, in the order, the units and with the signs of ``VARIABLES``; NaN where it was
        not measured.
    error_sd : array, shape (12,)
        One standard error of each mean change, in the same units: what few steps leave open and what the device is
        off by as a whole, together. NaN where there is no change.
    steps_natural, steps_changed : int
        Steps of the leg that counted.
    source : str
        What measured it, in words that fit after "from", e.g. ``markers without force plates``.
    notes : tuple of Note
        What a reader must know.
    steps_sd : array, shape (12,), optional
        The part of ``error_sd`` that more steps would make smaller; None where nobody knows.
    with_plates : bool
        There were force plates, which can tell the load itself, and were left alone here.
    simulated : bool
        Nobody walked so.
    """

    side: str
    achieved_deg: float
    change: Array
    error_sd: Array
    steps_natural: int
    steps_changed: int
    source: str
    notes: tuple[Note, ...] = ()
    steps_sd: Array | None = None
    with_plates: bool = False
    simulated: bool = False

    @property
    def more_steps(self) -> int:
        """How many more steps of each walk could be asked for: as many again, in tens."""
        return max(10, round(self.steps_changed, -1))
