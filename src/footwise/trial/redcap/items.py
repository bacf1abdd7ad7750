"""Answers to questionnaires in an export of REDCap: the table that scoring takes, one row a person and visit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd

from footwise.errors import FootwiseError
from footwise.followup import SCORE_NAMES, other_columns, score_questionnaires
from footwise.trial.design import TrialDesign
from footwise.trial.redcap.dictionary import Field
from footwise.trial.redcap.events import EventWeek
from footwise.trial.redcap.export import EVENT, FORM, INSTANCE, PERSON


def item_columns(rows: pd.DataFrame) -> list[str]:
    """Columns that are items of a questionnaire, in their order."""
    others = set(other_columns(rows))
    return [str(name) for name in rows if str(name) not in others]


def scores_of(items: list[str]) -> list[str]:
    """Names of the outcomes that can be scored from these items."""
    if not items:
        return []
    scored = score_questionnaires(pd.DataFrame([dict.fromkeys(items, "")]))
    return [str(name) for name in scored if str(name) in SCORE_NAMES]


def answers_table(
    path: Path, rows: pd.DataFrame, fields: dict[str, Field], weeks: dict[str, EventWeek], design: TrialDesign
) -> pd.DataFrame:
    """Take the answers out of the rows of an export: ``person``, ``week`` and the items, as REDCap codes them.

    A form at the baseline event stands in the week that is the baseline of the scores. Rows without an answer, and
    entries of repeating forms outside visits, are left out.

    Raises
    ------
    FootwiseError
        A form at an event that tells no week, a person with two in one week, an item with one label for two codes,
        scores whose baselines are in different weeks.
    """
    items = item_columns(rows)
    found = rows[(rows[items] != "").any(axis=1)]
    baselines = {one.baseline_week for one in design.outcomes if one.name in scores_of(items)}
    table: list[dict[str, str]] = []
    seen: set[tuple[str, int]] = set()
    for _, row in found.iterrows():
        event = weeks[row[EVENT]]
        week = next(iter(baselines)) if event.baseline and len(baselines) == 1 else event.week
        if week is None:
            where = row[EVENT] or f"the repeating instrument {row[FORM]}"
            trouble = f"has {_first(row, items)} at {where}, whose week is not told"
            raise FootwiseError(path, trouble, "Say with `events` which week it is")
        if (row[PERSON], week) in seen:
            again = f" (entry {row[INSTANCE]})" if row[INSTANCE] else ""
            trouble = f"has two forms of {row[PERSON]} for week {week}: the second is at {row[EVENT]}{again}"
            raise FootwiseError(path, trouble, "Keep one of them")
        seen.add((row[PERSON], week))
        table.append({"person": row[PERSON], "week": str(week), **{name: row[name] for name in items}})
    answers = pd.DataFrame(table, columns=["person", "week", *items], dtype=object)
    for name in items:
        codes = _codes(path, fields[name]) if name in fields else {}
        answers[name] = [codes.get(text, text) for text in answers[name]]
    return answers


def _first(row: pd.Series[str], items: list[str]) -> str:
    return next(name for name in items if row[name])


def _codes(path: Path, field: Field) -> dict[str, str]:
    """Give the code of every label."""
    twice = next((label for label, count in Counter(field.choices.values()).items() if count > 1), None)
    if twice is not None:
        raise FootwiseError(
            path, f"{field.name} has two codes with the label {twice!r}", "Give each a label of its own"
        )
    return {label: code for code, label in field.choices.items()}
