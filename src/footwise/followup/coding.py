"""How the answers of a table are coded: 0 to 4 as the KOOS manual has it, 1 to 5 as REDCap's boxes are, or in words.

A table coded 1 to 5 and read as 0 to 4 gives scores up to 25 points too bad, every one of which looks sound. A row
alone cannot tell; the whole table often can.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.followup.answers import Answers
from footwise.settings import read_toml

FROM_0, FROM_1, LABELS = "0-4", "1-5", "labels"
CODINGS = (FROM_0, FROM_1, LABELS)
ALLOWED = {
    FROM_0: "0, 1, 2, 3 and 4",
    FROM_1: "1, 2, 3, 4 and 5",
    LABELS: "the words of the form, in English or German",
}
# In each group of words the first two are these forms.
_FORMS = ("en", "de")
# So many answers of so many forms without one "no problem" are no chance.
_MANY_ANSWERS, _MANY_FORMS = 100, 4
# A single 5 may be a slip of the hand: its score is missing.
_SEVERAL = 2
# One form of a person who is badly off can be without; it is said.
_SOME_ANSWERS = 20
_SAY = "Say which with `coding`: 0-4 or 1-5"
# S4 and S5 are taken to go the other way from so many forms and this correlation with S1 to S3 on.
_FEWEST_FORMS, _OPPOSITE = 10, -0.3


def decoded(answers: Answers, coding: str | None) -> Answers:
    """Bring answers to 0 to 4.

    Parameters
    ----------
    answers : Answers
        As numbers stand in the table.
    coding : {"0-4", "1-5", "labels"} or None
        None is 0 to 4, unless the table looks otherwise.

    Raises
    ------
    FootwiseError
        Another coding, or a table that looks like another one.
    """
    if coding is not None and coding not in CODINGS:
        raise FootwiseError("`coding`", f"is {coding!r}", f"Choose {', '.join(CODINGS[:-1])} or {LABELS}")
    answered = answers.answered
    if coding == LABELS:
        values = _values_of_words(answers)
        # "None" is an answer here; elsewhere programs write it where there is none.
        answered = answered | np.isfinite(values)
    else:
        values = answers.values - (coding == FROM_1)
        if coding is None:
            _refuse_other_coding(answers)
    valid = np.isin(values, range(5))
    return replace(answers, values=values, valid=valid, answered=answered, allowed=ALLOWED[coding or FROM_0])


def coding_notes(answers: Answers, coding: str | None) -> tuple[str, ...]:
    """Say what of a table looks as if it were coded otherwise, and is not sure enough to be refused.

    Parameters
    ----------
    answers : Answers
        From `decoded`.
    coding : str or None
        As it was given.
    """
    notes = []
    count = int(answers.valid.sum())
    if coding is None and count >= _SOME_ANSWERS and not (answers.values[answers.valid] == 0).any():
        notes.append(
            f"None of {count} answers is 0 (no problem). If they are coded 1 to 5, every score is up to 25 points too "
            "bad: say `coding=1-5`"
        )
    notes += _ends_of_the_other_coding(answers, coding)
    known = answers.values[answers.valid]
    if count >= _MANY_ANSWERS and np.ptp(known) == 0:
        notes.append(f"All {count} answers are the same ({known[0]:g} of 0 to 4)")
    opposite = _opposite(answers)
    if opposite is not None:
        notes.append(
            f"S4 and S5 go the other way than S1 to S3 (correlations of {opposite[0]:.2f} and {opposite[1]:.2f} in "
            f"{opposite[2]} forms). They ask what the knee can do, so always is 0 and never is 4; look whether they "
            "were coded as S1 to S3 are"
        )
    return tuple(notes)


def _refuse_other_coding(answers: Answers) -> None:
    values = answers.values[answers.answered]
    numbers = values[np.isfinite(values)]
    fives, zeros = int((numbers == 5).sum()), int((numbers == 0).sum())
    forms = int(answers.answered.any(axis=1).sum())
    if fives >= _SEVERAL and not zeros:
        trouble = f"looks as if it were coded 1 to 5: a 5 stands in it {fives} times, and no 0 does"
    elif len(numbers) >= _MANY_ANSWERS and forms >= _MANY_FORMS and not zeros:
        trouble = f"may be coded 1 to 5: none of {len(numbers)} answers of {forms} forms is 0 (no problem)"
    elif answers.answered.any() and not numbers.size and np.isfinite(_values_of_words(answers)).any():
        raise FootwiseError("the table", "has its answers in words", "Say `coding=labels`", ErrorKind.REFUSAL)
    else:
        return
    raise FootwiseError("the table", trouble, _SAY, ErrorKind.REFUSAL)


def _ends_of_the_other_coding(answers: Answers, coding: str | None) -> list[str]:
    """Say where a 5 stands in a table of 0 to 4, or a 0 in one of 1 to 5: another site, or one item, may differ.

    The answer itself makes its score missing; the other scores of such a form look sound and are not.
    """
    if coding == LABELS:
        return []
    end, other, which = (0, FROM_0, "good") if coding == FROM_1 else (5, FROM_1, "bad")
    found = answers.answered & (answers.values == end - (coding == FROM_1))
    if not found.any():
        return []
    times, forms = int(found.sum()), int(found.any(axis=1).sum())
    where = f"{times} time{'s' * (times > 1)} in {forms} form{'s' * (forms > 1)}"
    return [
        f"A {end} stands {where}, and the answers are read as {ALLOWED[coding or FROM_0]}. Where some forms or items "
        f"are coded {other.replace('-', ' to ')}, their other scores are up to 25 points too {which}: look at them"
    ]


def _opposite(answers: Answers) -> tuple[float, float, int] | None:
    """Correlations of S4 and S5 with the mean of S1 to S3, and the number of forms, where both are opposite."""
    five = answers.of(("S1", "S2", "S3", "S4", "S5"))
    whole = five.valid.all(axis=1)
    values = five.values[whole]
    others, asked = values[:, :3].mean(axis=1), values[:, 3:]
    if len(values) < _FEWEST_FORMS or np.ptp(others) == 0.0 or (np.ptp(asked, axis=0) == 0.0).any():
        return None
    first, second = (float(np.corrcoef(others, asked[:, k])[0, 1]) for k in (0, 1))
    # Beyond chance, too: two standard errors of no correlation.
    most = min(_OPPOSITE, -2.0 / np.sqrt(len(values)))
    return (first, second, len(values)) if max(first, second) <= most else None


def _values_of_words(answers: Answers) -> np.ndarray:
    values = np.full(answers.values.shape, np.nan)
    for k, item in enumerate(answers.items):
        known = _words()[item]
        values[:, k] = [known.get(_plain(str(written)), np.nan) for written in answers.written[:, k]]
    return values


def words_of_answers(language: str) -> dict[str, tuple[str, ...]]:
    """Give the words of each item's answers, from 0 to 4; empty for a language whose form is not known.

    Parameters
    ----------
    language : str
        ``en`` or ``de``.
    """
    if language not in _FORMS:
        return {}
    at = _FORMS.index(language)
    return {item: tuple(group["words"][at]) for group in _table() for item in group["items"]}


@cache
def _words() -> dict[str, dict[str, int]]:
    """Value of every word of every item."""
    return {
        item: {_plain(word): value for form in group["words"] for value, word in enumerate(form)}
        for group in _table()
        for item in group["items"]
    }


def _table() -> list[dict[str, Any]]:
    path = Path(__file__).with_name("answer_words.toml")
    return list(read_toml(path, "the words of the answers", "Install Footwise again").table.values())


def _plain(word: str) -> str:
    letters = word.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return re.sub(r"[^a-z]+", " ", letters).strip()
