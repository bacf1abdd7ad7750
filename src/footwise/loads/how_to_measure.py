"""What is said beside the recordings of a person: of the body, of two clocks, of events and filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from footwise.errors import FootwiseError

# Below this a filter takes away the step itself.
LOWEST_CUTOFF_HZ = 2.0
# Above this share of the frames a second no filter can let anything through.
HIGHEST_CUTOFF = 0.4


@dataclass(frozen=True)
class HowToMeasure:
    """What a user says beside the files; None, or nothing, where the files and the trial's own way are meant.

    Attributes
    ----------
    mass_kg, height_m : float or None
        Of the person; they go before what the files say.
    leg_length_m, knee_width_m, ankle_width_m : dict
        Side to length, for Plug-in Gait's model.
    forces_later_s : float or None
        By how much the forces come too early for the markers.
    use_stored_events : bool or None
        Take the contacts and offs stored in the files.
    marker_hz, force_hz : float or None
        Cut-off of the low-pass behind the moments.
    """

    mass_kg: float | None = None
    height_m: float | None = None
    leg_length_m: Mapping[str, float] = field(default_factory=dict)
    knee_width_m: Mapping[str, float] = field(default_factory=dict)
    ankle_width_m: Mapping[str, float] = field(default_factory=dict)
    forces_later_s: float | None = None
    use_stored_events: bool | None = None
    marker_hz: float | None = None
    force_hz: float | None = None

    def over(self, other: HowToMeasure) -> HowToMeasure:
        """Put what is said here before what is said there."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        return replace(other, **{name: value for name, value in said.items() if value is not None and value != {}})


NOTHING_SAID = HowToMeasure()


def cutoff_hz(name: str, asked_hz: float | None, usual_hz: float, rate_hz: float) -> float:
    """Cut-off of a low-pass: what was asked for, or the usual one as far as the frames allow it.

    Raises
    ------
    FootwiseError
        What was asked for is out of range; `name` is the parameter's.
    """
    highest = HIGHEST_CUTOFF * rate_hz
    if asked_hz is None:
        return min(usual_hz, highest)
    if not LOWEST_CUTOFF_HZ <= asked_hz <= highest:
        trouble = f"is {asked_hz:g} Hz, and markers at {rate_hz:g} Hz hold {LOWEST_CUTOFF_HZ:g} to {highest:g} Hz"
        raise FootwiseError(f"`{name}`", trouble, f"Choose within these, such as {min(usual_hz, highest):g}")
    return asked_hz


def filters_in_words(marker_hz: float, force_hz: float) -> str:
    """Say which filters lie behind the moments, where they are not the usual ones."""
    return (
        f"markers were low-passed at {marker_hz:g} Hz and forces at {force_hz:g} Hz: "
        "compare these moments only with moments of the same filters"
    )
