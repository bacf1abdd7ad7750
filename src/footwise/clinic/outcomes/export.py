"""A person's outcomes as a table for other programs: a row a figure, called as `footwise.followup` calls it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from footwise.clinic.csv_lines import csv_line
from footwise.clinic.outcomes.year import Rows, rows_of

HEADS = ("person", "date", "outcome", "where", "value", "reason", "said_by", "simulated")


def outcome_lines(person: Any, user: Any) -> Iterator[str]:
    """Give the lines of the table of all that a user may see of a person's outcomes; a formula in it is text.

    Parameters
    ----------
    person : Person
    user : User
    """
    yield csv_line(HEADS)
    for row in outcome_rows(person.pseudonym, rows_of(person, user)):
        yield csv_line(row)


def outcome_rows(name: str, rows: Rows) -> Iterator[Sequence[Any]]:
    """Give the rows of the table, as `HEADS` names them; a value that is missing has its reason beside it."""
    for one in rows.pain:
        yield (name, one.day.isoformat(), f"nrs_{one.place}_pain_0_10_worse", one.side, one.rating, "", *_of(one))
    for one in rows.forms:
        if one.finished:
            figures = one.figures
            for score in sorted({*figures["scores"], *figures["reasons"]}):
                value = figures["scores"].get(score, "")
                yield (name, one.day.isoformat(), score, "", value, figures["reasons"].get(score, ""), *_of(one))
            for item, answer in figures["answers"].items():
                outcome = f"{one.slot}_item_{item} ({figures['coding']})"
                yield (name, one.day.isoformat(), outcome, "", "" if answer is None else answer, "", *_of(one))
    for one in rows.cartilage:
        for region in one.figures["regions"]:
            value = "" if region["mean_ms"] is None else region["mean_ms"]
            where = f"{one.side}, {region['region']}"
            outcome = f"{one.map_name.lower()}_ms"
            yield (name, one.day.isoformat(), outcome, where, value, region.get("reason", ""), *_of(one))
    for one in rows.practice:
        yield (name, one.day.isoformat(), "practice_minutes", one.slot, one.figures["minutes"], "", *_of(one))
        for side, foot in one.figures.get("feet", {}).items():
            for figure, value in foot.items():
                told = "" if value is None else value
                yield (name, one.day.isoformat(), f"practice_{figure}", f"{one.slot}, {side}", told, "", *_of(one))


def _of(row: Any) -> tuple[str, str]:
    return row.content["source"], "true" if row.figures.get("simulated") else ""
