"""The verbs of a visit: the target of one person from their conditions, and conditions simulated from one walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.arguments import given_whole_number, optional_path
from footwise.errors import FootwiseError
from footwise.foot_sensor.recorded import SensorWalk
from footwise.jobs.simulated_study import FEWEST_STEPS, MOST_STEPS
from footwise.jobs.visit import prescribe_visit
from footwise.loads import NOTHING_SAID, HowToMeasure, Walk
from footwise.prescription import NATURAL, Prescription, compare_visits, prescribe_recordings, read_earlier_visit
from footwise.recordings import SIDES, Recording
from footwise.reports import MISSING, mean_and_error, number
from footwise.showing import few_notes, html_table, lines
from footwise.simulation import SimulatedStudy, read_response, simulate_study

if TYPE_CHECKING:
    from footwise.reports.figures import Figures

Walked = Recording | Walk | SensorWalk | tuple[object, ...]


class PersonalPrescription(Prescription):
    """The target of one person, or a refusal. Its attributes are those of `footwise.prescription.Prescription`."""

    def __repr__(self) -> str:
        """Tell in three lines what was found."""
        knee_centre = self.knee_centre.sentence() if self.knee_centre else ""
        return lines(self._title(), f"{self.model.sentence()} {knee_centre}", few_notes(self.warnings))

    def _repr_html_(self) -> str:
        """Show the conditions as a table in a notebook."""
        peak = self.choice.peak
        head = ("condition", "steps", "change, °", "KAM P1", "KAM P2", f"change of P{peak}, %", "")
        rows = [
            (
                c.in_words,
                str(c.leg.kam_peak(peak).steps),
                MISSING if c.condition == NATURAL else number(c.change_deg, 1),
                mean_and_error(c.leg.kam_peak1),
                mean_and_error(c.leg.kam_peak2),
                MISSING
                if c.condition == NATURAL
                else mean_and_error(replace(c.reduction, value=-c.reduction.value), 1),
                "chosen" if c is self.chosen else c.hindrance,
            )
            for c in self.conditions
        ]
        return html_table(self._title(), head, rows, self.warnings)

    def _title(self) -> str:
        return ("SIMULATED. " if self.simulated else "") + self.sentence()

    def plot(self) -> Figures:
        """Draw what its report draws: conditions compared, dose and response, knee moments, foot angles.

        The foot from above is a drawing of the page, and no figure.
        """
        from footwise.reports.figures import on_their_own
        from footwise.reports.visit import prescription_figures

        return on_their_own(prescription_figures(self))


def prescribe(
    visit: Path | str | SimulatedStudy | Mapping[str, Walked | Sequence[Walked]],
    *,
    side: str | None = None,
    person: str = "",
    before: Path | str | None = None,
) -> PersonalPrescription:
    """Find the one change of foot angle that unloads this knee most, or say that there is none.

    Parameters
    ----------
    visit : Path, str, mapping or SimulatedStudy
        Folder with a ``study.toml``; or each condition ("natural", "toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10",
        or by another angle) with its recordings or measured walks; or what `simulate` gave. Walks are measured again,
        with their own filters and events: the peaks of changed walking are looked for near those of natural walking.
    side : {"left", "right"}, optional
        The affected leg; a study and a simulated one say it themselves.
    person : str
        Whose visit it is, where no study says it.
    before : Path or str, optional
        Folder of results of an earlier visit of the same leg, to compare with.

    Returns
    -------
    PersonalPrescription

    Raises
    ------
    FootwiseError
        What is wrong with which recording, condition or argument.

    Examples
    --------
    >>> import footwise as fw
    >>> walk = fw.read(fw.sample("treadmill") / "treadmill_events.c3d")
    >>> visit = fw.prescribe(fw.simulate(walk, side="left", steps=10))
    >>> visit.direction, visit.target_change_deg
    ('toe-in', -10.0)
    """
    earlier = optional_path("before", before, "Give the name of a folder")
    if isinstance(visit, Path | str):
        for name, given in (("side", side is not None), ("person", bool(person))):
            if given:
                raise FootwiseError(f"`{name}`", "is said by the study itself", "Leave it out")
        return PersonalPrescription(**vars(prescribe_visit(Path(visit), before=earlier)))
    if isinstance(visit, SimulatedStudy):
        side = side or visit.side
        visit = {NATURAL: [visit.natural], **{one.condition: [one.recording] for one in visit.conditions}}
    if not isinstance(visit, Mapping):
        raise FootwiseError("`visit`", f"is a {type(visit).__name__}", "Give the folder of a study, or its conditions")
    if side is None:
        raise FootwiseError("`side`", "is not said", "Say which leg is affected: 'left' or 'right'")
    recordings = {condition: _recordings(condition, walked) for condition, walked in visit.items()}
    result = prescribe_recordings(recordings, side=side, person=person, how=_how(visit))
    if earlier is not None:
        result = replace(result, earlier=compare_visits(read_earlier_visit(earlier), result))
    return PersonalPrescription(**vars(result))


def simulate(
    recording: Recording, *, side: str = "left", steps: int = 60, seed: int = 1, response: Path | str | None = None
) -> SimulatedStudy:
    """Make the five conditions of one person from one real walk, with known truth.

    Parameters
    ----------
    recording : Recording
        A real treadmill walk with force plates and knee markers.
    side : {"left", "right"}
        The leg whose foot turns.
    steps : int
        At least so many steps a condition on each side.
    seed : int
        Of the order in which the strides are repeated.
    response : Path or str, optional
        TOML file that says how the knee answers to a turned foot; published means without.

    Returns
    -------
    SimulatedStudy
        `natural` and the `recording` of each of its `conditions`; `prescribe` takes it as it is.

    Raises
    ------
    FootwiseError
        A walk from which nothing can be made, or an argument out of range.

    Examples
    --------
    >>> import footwise as fw
    >>> study = fw.simulate(fw.read(fw.sample("treadmill") / "treadmill_events.c3d"), steps=10)
    >>> [one.condition for one in study.conditions]
    ['toe-in-5', 'toe-in-10', 'toe-out-5', 'toe-out-10']
    """
    if side not in SIDES:
        raise FootwiseError("`side`", f"is {side!r}", "Say 'left' or 'right'")
    if not isinstance(recording, Recording):
        raise FootwiseError("`recording`", f"is a {type(recording).__name__}", "Give what read gives of markers")
    steps = given_whole_number("steps", steps, FEWEST_STEPS, MOST_STEPS)
    seed = given_whole_number("seed", seed, 0)
    answer = read_response(optional_path("response", response))
    return simulate_study(recording, answer, side, steps=steps, seed=seed)


def _how(visit: Mapping[str, Walked | Sequence[Walked]]) -> HowToMeasure:
    """Filters and events of the walks that were measured already, which must agree; the trial's own without one."""
    found: list[tuple[str, HowToMeasure]] = []
    for condition, walked in visit.items():
        for one in walked if isinstance(walked, Sequence) else [walked]:
            if not isinstance(one, Walk):
                continue
            if one.like:
                trouble = f"has a walk measured like {one.like}, and a prescription follows the trial"
                raise FootwiseError(f"`visit[{condition!r}]`", trouble, "Measure it without `like`")
            how = HowToMeasure(marker_hz=one.marker_hz, force_hz=one.force_hz, use_stored_events=one.stored_events)
            found.append((condition, how))
            if how != found[0][1]:
                trouble = f"was measured with other filters or events than {found[0][0]}"
                raise FootwiseError(f"`visit[{condition!r}]`", trouble, "Measure all conditions in one way")
    return found[0][1] if found else NOTHING_SAID


def _recordings(condition: str, walked: Walked | Sequence[Walked]) -> list[Recording]:
    """Recordings of one condition, whether given as such or measured already, one or several."""
    found = []
    for one in walked if isinstance(walked, Sequence) else [walked]:
        recording = one.recording if isinstance(one, Walk) else one
        if not isinstance(recording, Recording):
            raise FootwiseError(
                f"`visit[{condition!r}]`",
                f"has a {type(one).__name__}, and a prescription needs knee moments",
                "Give recordings of markers and force plates, or walks measured from them",
            )
        found.append(recording)
    return found
