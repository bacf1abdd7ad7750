"""The odds of walks: from a natural and changed recordings to what can be said of the knee, or one line why not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from footwise.condition_words import way_in
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.odds.measuring import measure_changes
from footwise.jobs.odds.request import OddsRequest
from footwise.jobs.progress import Progress, no_progress
from footwise.notes import Note
from footwise.outputs import whole_folder
from footwise.prescription.odds import LEAST_TOLD, VARIABLES, KneeOdds, WalkChanges, knee_odds, read_odds_model
from footwise.recordings import SIDES

ODDS_FILES = ("odds.html", "odds.json")
# Peaks of natural walking that people have, %BW·ht.
_PEAKS = (0.3, 8.0)
_TURNED = ("toe-in", "toe-out")


@dataclass(frozen=True, repr=False)
class WalkOdds:
    """The odds of one or more changed walks against a natural one.

    Attributes
    ----------
    natural : str
        Name of the natural walk.
    judged : tuple of (str, KneeOdds)
        Name of each changed walk, and its odds.
    """

    natural: str
    judged: tuple[tuple[str, KneeOdds], ...]

    @property
    def with_plates(self) -> bool:
        """Whether there were force plates, from which a prescription comes and no odds."""
        return any(odds.changes.with_plates for _, odds in self.judged)

    @property
    def simulated(self) -> bool:
        """Whether nobody walked so."""
        return any(odds.changes.simulated for _, odds in self.judged)

    @property
    def odds(self) -> KneeOdds:
        """The odds of the first changed walk, which mostly is the only one."""
        return self.judged[0][1]

    def sentences(self) -> list[str]:
        """Say what was found, for a terminal."""
        from footwise.reports.odds import odds_sentences

        said = ["SIMULATED: nobody walked so."] if self.simulated else []
        for name, odds in self.judged:
            named = [f"{name}:"] if len(self.judged) > 1 else []
            said += [*named, *odds_sentences(odds, self.with_plates)]
        return said

    def page(self) -> str:
        """Write the page of odds as HTML."""
        from footwise.reports.odds import odds_report

        return odds_report(self.judged, self.natural, with_plates=self.with_plates, simulated=self.simulated)

    def __repr__(self) -> str:
        """Tell in a line a walk what was found."""
        from footwise.reports.odds import odds_sentence

        begin = "SIMULATED: " if self.simulated else ""
        plates = " There were force plates: do not go by odds." if self.with_plates else ""
        return "\n".join(f"{begin}{name}: {odds_sentence(odds)}{plates}" for name, odds in self.judged)

    def _repr_html_(self) -> str:
        """Show the odds as a table in a notebook."""
        from footwise.reports import number, turn
        from footwise.showing import html_table

        head = ("walk", "turned", "of 100 unloaded", "fall, %BW·ht", "nine of ten knees")
        rows = [
            (
                name,
                turn(odds.changes.achieved_deg),
                *(
                    (
                        f"{100 * odds.p_fall:.0f}",
                        number(odds.fall.mean),
                        " to ".join(number(limit) for limit in odds.fall.band(0.9)),
                    )
                    if odds.of_this_knee
                    else ("nobody can say", "", "")
                ),
            )
            for name, odds in self.judged
        ]
        notes = [note for _, odds in self.judged for note in odds.changes.notes]
        title = f"{'SIMULATED: ' if self.simulated else ''}Odds of the {self.odds.changes.side} knee"
        return html_table(title, head, rows, notes)


def judge_walks(
    natural: Path, changed: Sequence[Path], asked: OddsRequest, progress: Progress = no_progress
) -> WalkOdds:
    """Give the odds that each changed walk unloads the knee.

    Parameters
    ----------
    natural : Path
        A recording of natural walking, or a folder with the films or sensors' files of one walk.
    changed : sequence of Path
        Walks with the foot turned, recorded in the same way.
    asked : OddsRequest
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with which file, or why nothing can be said.
    """
    check_asked(asked)
    if not changed:
        raise FootwiseError("`changed`", "is not given", "Name the natural walk first and the changed one after it")
    judged = [(_called(one), judge_changes(_as_named(natural, one, asked, progress), asked)) for one in changed]
    return WalkOdds(_called(natural), tuple(judged))


def _called(walk: Path) -> str:
    """What a walk is called: the name of its file without the ending, or of its folder."""
    return walk.resolve().name if walk.is_dir() else walk.stem


def _as_named(natural: Path, changed: Path, asked: OddsRequest, progress: Progress) -> WalkChanges:
    """Measure what changed, and mind what the names say: nothing else tells natural and changed walks apart here."""
    called, then = way_in(_called(natural)), way_in(_called(changed))
    # The initials of a person stand in both names, a way of walking in one.
    if called in _TURNED and then != called:
        raise FootwiseError(
            natural,
            f"stands where the natural walk belongs, and its name says {called}",
            "Name the natural walk first and the changed one after it, or rename it if it is the natural one",
            kind=ErrorKind.BAD_REQUEST,
        )
    changes = measure_changes(natural, changed, asked, progress)
    turned = _TURNED[0] if changes.achieved_deg < 0 else _TURNED[1]
    if then not in _TURNED or then in (called, turned):
        return changes
    doubt = Note(
        f"{changed.name} says {then}, and the {asked.side} foot was turned {turned.removeprefix('toe-')} against "
        f"{natural.name}: are these the walks that were meant?"
    )
    return replace(changes, notes=(doubt, *changes.notes))


def judge_changes(changes: WalkChanges, asked: OddsRequest) -> KneeOdds:
    """Give the odds of what was measured, and refuse a measurement that tells nothing of this knee.

    Raises
    ------
    FootwiseError
        The foot was hardly turned, or what was measured says no more than what is known of all knees.
    """
    model = None if asked.model is None else read_odds_model(asked.model)
    odds = knee_odds(changes, model, asked.baseline_pct_bwht)
    if odds.of_this_knee and odds.told < LEAST_TOLD:
        best = next((one for one in odds.next if one.name), None)
        raise FootwiseError(
            f"the change from {changes.source}",
            f"tells nothing of this knee: it explains {100 * odds.told:.0f} % of how knees differ, and of all knees "
            f"{100 * odds.model.share_fell:.0f} of 100 are unloaded by toe-in",
            f"Measure the {best.words}, too, or more steps" if best else "Measure more steps",
            kind=ErrorKind.REFUSAL,
        )
    return odds


def check_asked(asked: OddsRequest) -> None:
    """Refuse a side and a peak that cannot be.

    Raises
    ------
    FootwiseError
    """
    if asked.side not in SIDES:
        raise FootwiseError("`side`", f"is {asked.side!r}", "Say which knee: left or right")
    peak = asked.baseline_pct_bwht
    if peak is not None and not _PEAKS[0] <= peak <= _PEAKS[1]:
        raise FootwiseError(
            "`baseline_pct_bwht`",
            f"is {peak:g}",
            f"Give the first peak of natural walking in %BW·ht, from {_PEAKS[0]:g} to {_PEAKS[1]:g}",
        )


def write_odds(found: WalkOdds, out: Path) -> None:
    """Write ``odds.html`` and ``odds.json`` into the folder `out`, both or neither; never a prescription."""
    with whole_folder(out, belonging=ODDS_FILES) as folder:
        (folder / "odds.html").write_text(found.page(), encoding="utf-8")
        told = {
            "natural": found.natural,
            "force_plates": found.with_plates,
            "simulated": found.simulated,
            "walks": [_numbers(name, odds) for name, odds in found.judged],
        }
        (folder / "odds.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _numbers(name: str, odds: KneeOdds) -> dict[str, object]:
    """Give what programs want of one walk."""
    changes = odds.changes
    return {
        "walk": name,
        "side": changes.side,
        "turned_deg": round(changes.achieved_deg, 2),
        "of_this_knee": odds.of_this_knee,
        "p_fall": round(odds.p_fall, 3),
        "p_fall_of_5_pct": round(odds.p_enough, 3),
        "p_rise": round(odds.p_worse, 3),
        "p_rise_of_5_pct": round(odds.p_much_worse, 3),
        "fall_pct_bwht": round(odds.fall.mean, 3),
        "band_50_pct_bwht": [round(limit, 3) for limit in odds.fall.band(0.5)],
        "band_90_pct_bwht": [round(limit, 3) for limit in odds.fall.band(0.9)],
        "baseline_pct_bwht": odds.baseline,
        "baseline_entered": odds.baseline_entered,
        "share_told": round(odds.told, 3),
        "outside_of_the_people": list(odds.outside),
        "widened": round(odds.wider, 2),
        "measured": {
            variable.name: {"change": _rounded(change), "error": _rounded(error), "unit": variable.unit}
            for variable, change, error in zip(VARIABLES, changes.change, changes.error_sd, strict=True)
            if np.isfinite(change)
        },
        "steps": {"natural": changes.steps_natural, "changed": changes.steps_changed},
        "source": changes.source,
        "notes": [str(note) for note in changes.notes],
    }


def _rounded(value: float) -> float | None:
    return round(float(value), 5) if np.isfinite(value) else None
