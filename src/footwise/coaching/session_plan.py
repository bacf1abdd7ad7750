"""What a session of coaching is to be: which foot, which target, which blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from footwise.coaching.feedback import FeedbackSettings, Polarity
from footwise.coaching.log_records import is_sound
from footwise.coaching.schedule import Block
from footwise.coaching.schedule_file import schedule_from_rows
from footwise.foot_sensor.live import FEWEST_STRIDES, SIDES, Calibration, HowToCalibrate, Method, how_from_json
from footwise.settings import is_number, is_text, is_whole, quoted

LARGEST_CHANGE_DEG = 20.0
BASELINE_STRIDES = 20
_MOST_SESSIONS, _MOST_STRIDES = 10_000, 100_000


def _angles(value: object) -> bool:
    return isinstance(value, Mapping) and all(is_number(one, -180.0, 180.0) for one in value.values())


# What the fields of a plan can be as plain data; `SessionPlan` knows what makes sense.
_KINDS: Mapping[str, Callable[[object], bool]] = {
    "session": lambda value: is_whole(value, 1, _MOST_SESSIONS),
    "sides": lambda value: isinstance(value, list | tuple) and all(map(is_text, value)),
    "blocks": lambda value: isinstance(value, list | tuple),
    "change_deg": lambda value: value is None or is_number(value),
    "target_deg": lambda value: value is None or is_number(value),
    "how": lambda value: isinstance(value, Mapping),
    "baseline_strides": lambda value: is_whole(value, 1, _MOST_STRIDES),
    "baseline_deg": _angles,
    "carried": lambda value: isinstance(value, Mapping) and all(isinstance(one, Mapping) for one in value.values()),
    "polarity": is_text,
    "seed": is_whole,
}
_HOW_KINDS: Mapping[str, Callable[[object], bool]] = {
    "method": is_text,
    "clinic_deg": _angles,
    "foot_to_line_deg": _angles,
    "still_s": lambda value: is_number(value, 0.0, 3600.0),
}


@dataclass(frozen=True)
class SessionPlan:
    """A session, complete enough to be continued from its log.

    Attributes
    ----------
    session : int
        Number in the course, from 1.
    sides : tuple of str
        Feet that are coached.
    blocks : tuple of Block
        One after the other; their time is time of walking that the sensor saw.
    change_deg : float or None
        Target as a change from the person's natural foot angle, toe-out positive.
    target_deg : float or None
        Target as an angle, toe-out positive; exactly one of the two.
    how : HowToCalibrate
        How the mount of the sensor is calibrated at the begin.
    baseline_strides : int
        Strides of natural walking before the first block.
    baseline_deg : mapping of str to float
        Natural foot angle of earlier sessions, where there were any: it is then not measured again.
    carried : mapping of str to Calibration
        Calibration of an earlier session that still holds, as the sensor was not moved.
    polarity : Polarity
    seed : int
        Which steps of a faded block are told.

    Raises
    ------
    ValueError
        Where something makes no sense.
    """

    session: int
    sides: tuple[str, ...]
    blocks: tuple[Block, ...]
    change_deg: float | None = None
    target_deg: float | None = None
    how: HowToCalibrate = field(default_factory=HowToCalibrate)
    baseline_strides: int = BASELINE_STRIDES
    baseline_deg: Mapping[str, float] = field(default_factory=dict)
    carried: Mapping[str, Calibration] = field(default_factory=dict)
    polarity: Polarity = Polarity.TOWARDS
    seed: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "polarity", Polarity(self.polarity))
        if not self.sides or any(side not in SIDES or self.sides.count(side) > 1 for side in self.sides):
            raise ValueError(f"the feet are {', '.join(self.sides) or 'none'}, and must be left, right or both")
        if (self.change_deg is None) == (self.target_deg is None):
            raise ValueError("give the target either as a change or as an angle")
        if self.change_deg is not None and not abs(self.change_deg) <= LARGEST_CHANGE_DEG:
            raise ValueError(f"a change of {self.change_deg}° is more than the {LARGEST_CHANGE_DEG:g}° that is coached")
        if self.target_deg is not None and self.how.method is Method.RELATIVE:
            raise ValueError("an angle as target needs a calibration: stand then walk, or a value from the clinic")
        if self.how.method is Method.CLINIC_VALUE and any(side not in self.how.clinic_deg for side in self.sides):
            raise ValueError("the clinic's value of the foot angle is missing")
        if self.baseline_strides < FEWEST_STRIDES:
            raise ValueError(f"{self.baseline_strides} strides are too few for a baseline; take {FEWEST_STRIDES}")
        if not self.blocks:
            raise ValueError(f"session {self.session} has no blocks in the schedule")
        for block in self.blocks:
            self.feedback(block, baseline_deg=0.0)

    def target(self, baseline_deg: float) -> float:
        """Foot angle to reach, where the natural one is `baseline_deg`."""
        return self.target_deg if self.target_deg is not None else baseline_deg + (self.change_deg or 0.0)

    def feedback(self, block: Block, baseline_deg: float) -> FeedbackSettings:
        """Give the settings of the feedback in one block."""
        return FeedbackSettings(self.target(baseline_deg), block.band_deg, self.polarity, block.mode, block.every)

    def to_json(self) -> dict[str, Any]:
        """Give plain data that `plan_from_json` makes the same plan of."""
        return asdict(self)


def plan_from_json(data: Mapping[str, Any]) -> SessionPlan:
    """Make a plan of what `SessionPlan.to_json` gave.

    Raises
    ------
    ValueError
        Where it is no such data.
    """
    try:
        values = dict(data)
        _check_kinds(values, _KINDS)
        values["sides"] = tuple(values["sides"])
        values["blocks"] = schedule_from_rows(values["blocks"])
        _check_kinds(values["how"], _HOW_KINDS)
        values["how"] = how_from_json(values["how"])
        values["carried"] = {side: calibration_from_json(one) for side, one in values["carried"].items()}
        return SessionPlan(**values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no plan of a session ({error})") from error


def _check_kinds(values: Mapping[str, Any], kinds: Mapping[str, Callable[[object], bool]]) -> None:
    for name, value in values.items():
        if name not in kinds:
            raise ValueError(f"no plan of a session: it has the unknown {quoted(name)}")
        if not kinds[name](value):
            raise ValueError(f"no plan of a session: {name} is {quoted(value)}")


def calibration_from_json(data: Mapping[str, Any]) -> Calibration:
    """Make a calibration of its fields as plain data.

    Raises
    ------
    ValueError
        Where it is no such data.
    """
    values = dict(data)
    if not is_sound({"kind": "calibration", **values}):
        raise ValueError("no calibration of a sensor")
    values["method"] = Method(values["method"])
    values["forward"], values["gravity"] = tuple(values["forward"]), tuple(values["gravity"])
    return Calibration(**values)
