from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from footwise.errors import FootwiseError
from footwise.jobs import read_answered_rows, score_table


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "answers.csv"
    path.write_bytes(text.encode(encoding))
    return path


def forms(first: int, rows: int = 6) -> str:
    """Forms of which every item says the same, from `first` on, a person each."""
    from footwise.followup import KOOS_ITEMS

    lines = [f"P{k},2026-03-0{k + 1},{','.join([str(first + k % 4)] * len(KOOS_ITEMS))}" for k in range(rows)]
    return "\n".join([f"person,date,{','.join(KOOS_ITEMS)}", *lines]) + "\n"


def test_a_row_is_a_person_s_day(tmp_path):
    text = "Person,Date,Side,nrs_medial,nrs_lateral,arm\nA,02.03.2026,Left,4,\nB,2026-03-05 10:00,,4.5,11\n"
    found = read_answered_rows(table(tmp_path, text.replace("Person", "person")))
    first, second = found.rows
    assert (first.person, first.day, first.side, first.pain) == ("A", date(2026, 3, 2), "left", {"medial": 4.0})
    assert (second.day, second.side, second.pain) == (date(2026, 3, 5), "", {"medial": 4.5})
    assert "11" in second.reasons["nrs_lateral_pain_0_10_worse"]
    assert found.unread == ("arm",) and found.coding == "0-4"


def test_the_scores_are_those_of_the_other_job(tmp_path):
    path = table(tmp_path, forms(0))
    scores = score_table(path).scores
    for row in read_answered_rows(path).rows:
        assert row.answers["P1"] == str((row.number - 1) % 4)
        for name, value in row.scores.items():
            assert value == pytest.approx(scores[name].iloc[row.number - 1], abs=1e-4)
    assert len(read_answered_rows(path).rows[0].scores) == 9


def test_another_coding_is_refused_until_it_is_said(tmp_path):
    path = table(tmp_path, forms(1))
    with pytest.raises(FootwiseError, match="may be coded 1 to 5"):
        read_answered_rows(path)
    first = read_answered_rows(path, coding="1-5").rows[0]
    assert first.scores["koos_pain_0_100_better"] == 100.0 and first.answers["P1"] == "1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("date,nrs_medial\n2026-03-02,4\n", "has no column 'person'"),
        ("person,week,nrs_medial\nA,2,4\n", "has no column 'date'"),
        ("person,date,colour\nA,2026-03-02,red\n", "has no column with an item"),
        ("PK\x03\x04\0\0", "is a workbook"),
        ("", "is empty"),
        ("a\0b", "is not a text file"),
        ("person,date,P1,KOOS_P1\nA,2026-03-02,1,2\n", "two columns for P1"),
    ],
)
def test_what_is_wrong_with_a_whole_table_is_said(tmp_path, text, said):
    with pytest.raises(FootwiseError, match=said):
        read_answered_rows(table(tmp_path, text))


def test_a_day_that_is_none_and_a_formula_are_told_of_their_row(tmp_path):
    text = "person,date,nrs_medial\n\"=cmd|'/C calc'!A1\",2026-03-02,4\nB,03/04/2026,=1+1\n"
    first, second = read_answered_rows(table(tmp_path, text)).rows
    assert first.person.startswith("=cmd") and first.pain == {"medial": 4.0}
    assert second.day is None and second.written_day == "03/04/2026" and not second.pain
    assert "=1+1" in second.reasons["nrs_medial_pain_0_10_worse"]


def test_names_in_latin_letters_of_old_programs_are_read(tmp_path):
    found = read_answered_rows(table(tmp_path, "person;date;nrs_medial\nMüller-1;2026-03-02;4\n", "latin-1"))
    assert found.rows[0].person == "Müller-1"
