"""What the page of a visit's conditions shows of one analysis, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from footwise.clinic.measuring import in_words_of_the_page
from footwise.clinic.prescribing.models import LEG_NAMES, Analysis
from footwise.clinic.prescribing.picture import Picture, side_by_side_picture
from footwise.clinic.prescribing.result_files import ODDS
from footwise.clinic.prescribing.words import (
    angle_words,
    change_words,
    condition_words,
    hindrance_words,
    interval_words,
    left_out_words,
    number_words,
    probability_words,
)


@dataclass(frozen=True)
class PeakCell:
    """A peak in one condition: the change, its interval, whether it is clear, and the peak itself."""

    change: str
    interval: str
    way: str
    value: str
    value_interval: str


@dataclass(frozen=True)
class ConditionRow:
    """One condition as a line of the table."""

    label: str
    angle: str
    change: str
    peaks: tuple[PeakCell, ...]
    steps: str
    chosen: bool
    hindrance: str


@dataclass(frozen=True)
class LegPart:
    """One leg: its table and its picture."""

    name: str
    affected: bool
    rows: tuple[ConditionRow, ...]
    picture: Picture | None


@dataclass(frozen=True)
class OptionRow:
    """One option, as the response model sees it."""

    label: str
    change: str
    interval: str
    p_best: str
    p_reaches: str
    p_worse: str


@dataclass(frozen=True)
class KneeRow:
    """One knee centre, and what the trial's rule gives with it by both methods."""

    where: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class OddsRow:
    """The odds of one condition: its name, the sentence, how much, what is less sure; or why it was not judged."""

    label: str
    sentence: str
    much: str = ""
    refused: str = ""


@dataclass(frozen=True)
class SideBySide:
    """All of one analysis.

    Attributes
    ----------
    answer : str
        In the reader's language; `sentence` is the library's own, in English.
    """

    leg: str
    answer: str
    sentence: str
    simulated: bool
    has_loads: bool
    why_no_loads: str
    comparable: bool
    legs: tuple[LegPart, ...]
    # Of the first and the second peak in the chosen condition.
    spread: tuple[str, ...] = ()
    options: tuple[OptionRow, ...] = ()
    certainty: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    trial: str = ""
    model: str = ""
    model_says: str = ""
    agree: bool | None = None
    limits: str = ""
    outside: tuple[tuple[str, str], ...] = ()
    knee_sentence: str = ""
    knee_apart: str = ""
    knee_uncertain: bool = False
    knee_rows: tuple[KneeRow, ...] = ()
    earlier: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    recordings: tuple[tuple[str, str], ...] = field(default=())
    left_out: tuple[tuple[str, str], ...] = ()
    # Where there were no force plates.
    odds: tuple[OddsRow, ...] = ()
    odds_page: bool = False
    of_films: bool = False


def side_by_side(analysis: Analysis) -> SideBySide:
    """Put one analysis into words.

    Raises
    ------
    Unsealable
        The person's key was destroyed.
    """
    found, content = analysis.figures, analysis.content
    legs = tuple(_leg(leg) for leg in found["legs"])
    part: dict[str, Any] = {
        "leg": str(LEG_NAMES[analysis.side]),
        "answer": answer_words(found),
        "sentence": found["sentence"] if found["has_loads"] else "",
        "simulated": found["simulated"],
        "has_loads": found["has_loads"],
        "why_no_loads": found.get("why_no_loads", ""),
        "comparable": found.get("comparable", True),
        "legs": legs,
        "spread": _spread(legs),
        "recordings": tuple((one[1], _walked(one[2])) for one in content["made_of"]["recordings"] if one[2]),
        "left_out": tuple((name, left_out_words(why)) for name, why in content["left_out"]),
        "odds": odds_rows(found.get("odds")),
        "odds_page": ODDS in content["files"],
        "of_films": found.get("films", False),
    }
    return SideBySide(**part, **(_of_loads(found) if found["has_loads"] else {}))


def odds_rows(told: dict[str, Any] | None) -> tuple[OddsRow, ...]:
    """Put the odds of each condition into words; none where there are none."""
    if told is None:
        return ()
    return (
        *(_odds_row(one) for one in told["walks"]),
        *(
            OddsRow(condition_words(condition), "", refused=in_words_of_the_page(why))
            for condition, why in told["refused"]
        ),
    )


def _odds_row(one: dict[str, Any]) -> OddsRow:
    label = condition_words(one["condition"])
    if not one["of_this_knee"]:
        return OddsRow(label, _("Of turning the foot out these odds know nothing, however many steps are walked."))
    turned_in = _("Of 100 knees that moved like this, about %(fell)d carried less load with the foot turned in, and "
                  "about %(rose)d did not. Of all such knees it is %(all)d.")  # fmt: skip
    turned_out = _("Of 100 knees that moved like this, about %(fell)d carried less load with the foot turned out, and "
                   "about %(rose)d did not. Of all such knees it is %(all)d.")  # fmt: skip
    counts = {"fell": one["fell"], "rose": 100 - one["fell"], "all": one["of_all"]}
    much = _("By 5 percent or more of a typical peak: lower in about %(lower)d, higher in about %(higher)d. What was "
             "measured explains about %(told)d percent of how knees differ.")  # fmt: skip
    told = {"lower": one["fell_by_5_pct"], "higher": one["rose_by_5_pct"], "told": one["told_pct"]}
    return OddsRow(label, (turned_in if one["turned_deg"] < 0 else turned_out) % counts, much % told)


def _spread(legs: Iterable[LegPart]) -> tuple[str, ...]:
    """Give the intervals of both peaks in the chosen condition; nothing where none was chosen or one is not known."""
    chosen = [row for leg in legs if leg.affected for row in leg.rows if row.chosen]
    intervals = tuple(peak.interval for row in chosen for peak in row.peaks)
    return intervals if len(intervals) == 2 and all(intervals) else ()


def answer_words(found: dict[str, Any]) -> str:
    """Say what was found in one sentence."""
    leg = str(LEG_NAMES[found["side"]])
    if not found["has_loads"]:
        return _("Foot angles only: without force plates there is no prescription.")
    target = found["target"]
    if not found["judged"]:
        return _("Not judged for the %(leg)s: too few steps. Walk again.") % {"leg": leg}
    if target["condition"] is None:
        return _("No change of foot angle is recommended for the %(leg)s.") % {"leg": leg}
    told = {
        "leg": leg,
        "turn": change_words(target["change_deg"]),
        "angle": angle_words(target["target_deg"]),
    }
    return _("%(leg)s: turn the foot %(turn)s, to %(angle)s.") % told


def _walked(condition: str) -> str:
    return _("standing still") if condition == "static" else condition_words(condition)


def _leg(leg: dict[str, Any]) -> LegPart:
    rows = tuple(
        ConditionRow(
            label=condition_words(row["condition"]),
            angle=number_words(row["angle_deg"]["mean"], signed=True),
            change="" if row["condition"] == "natural" else number_words(row["change_deg"], signed=True),
            peaks=tuple(_peak(peak) for peak in row.get("peaks", ())),
            steps=f"{row['steps']} / {row['all_steps']}",
            chosen=row.get("chosen", False),
            hindrance=hindrance_words(row.get("hindrance", "")),
        )
        for row in leg["conditions"]
    )
    return LegPart(str(LEG_NAMES[leg["side"]]), leg["affected"], rows, side_by_side_picture(leg))


def _peak(told: dict[str, Any]) -> PeakCell:
    value, change = told["peak"], told["change_pct"]
    way = ""
    if change is not None and change["mean"] is not None:
        way = "unclear" if not change["beyond_error"] else "lower" if change["mean"] < 0 else "higher"
    return PeakCell(
        change="" if change is None else number_words(change["mean"], signed=True),
        interval="" if change is None else interval_words(change["low"], change["high"], signed=True),
        way=way,
        value=number_words(value["mean"], 2),
        value_interval=interval_words(value["low"], value["high"], 2),
    )


def _of_loads(found: dict[str, Any]) -> dict[str, Any]:
    rules, knee = found["rules"], found["knee_centre"]
    told: dict[str, Any] = {
        "options": tuple(_option(one) for one in found["options"]),
        "certainty": tuple(found["certainty"]),
        "warnings": tuple(found["warnings"]),
        "trial": condition_words(rules["trial_condition"]) if found["judged"] else _("not judged: too few steps"),
        "model": condition_words(rules["model_condition"]) if rules["agree"] is not None else "",
        "model_says": rules["model"],
        "agree": rules["agree"],
        "limits": rules["limits"],
        "outside": tuple((condition_words(c), "; ".join(why)) for c, why in _outside(found)),
        "earlier": tuple(found["earlier"]),
        "notes": tuple(found["notes"]),
    }
    if knee is not None:
        told |= {
            "knee_sentence": knee["sentence"],
            "knee_apart": knee["apart"],
            "knee_uncertain": knee["uncertain"],
            "knee_rows": _knee_rows(knee["cases"]),
        }
    return told


def _option(one: dict[str, Any]) -> OptionRow:
    change = one["change_pct"]
    return OptionRow(
        label=condition_words(one["condition"]),
        change=number_words(change["mean"], signed=True),
        interval=interval_words(change["low"], change["high"], 0, signed=True),
        p_best=probability_words(one["p_best"]),
        p_reaches=probability_words(one["p_reaches"]),
        p_worse=probability_words(one["p_worse"]),
    )


def _outside(found: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(one["condition"], one["breaks"]) for one in found["options"] if one["breaks"]]


def _knee_rows(cases: list[dict[str, Any]]) -> tuple[KneeRow, ...]:
    rows = []
    for shift in dict.fromkeys((case["out_mm"], case["up_mm"]) for case in cases):
        cells = tuple(
            (_gives(case), bool(case["differs"])) for case in cases if (case["out_mm"], case["up_mm"]) == shift
        )
        rows.append(KneeRow(_where(*shift), cells))
    return tuple(rows)


def _gives(case: dict[str, Any]) -> str:
    fall = case["fall_pct"]
    change = "" if fall is None else f": {number_words(-fall, signed=True)} %"
    return f"{condition_words(case['condition'])}{change}"


def _where(out_mm: float, up_mm: float) -> str:
    told = {"mm": f"{abs(out_mm or up_mm):.0f}"}
    if out_mm:
        return _("%(mm)s mm further out") % told if out_mm > 0 else _("%(mm)s mm further in") % told
    if up_mm:
        return _("%(mm)s mm further up") % told if up_mm > 0 else _("%(mm)s mm further down") % told
    return _("as measured")
