"""Three lines at a prompt, a small table in a notebook."""

import pandas as pd

from footwise.notes import Note
from footwise.showing import counted, few_notes, html_table, lines, table_html


def test_three_lines_at_most_each_on_one():
    assert lines("one\n  more", "", "two", "three", "four") == "one more\ntwo\nthree"
    assert lines() == ""


def test_the_first_note_and_how_many_others():
    assert few_notes(()) == ""
    assert few_notes([Note("look")]) == "Note: look"
    assert few_notes(["look", "here", "there"]) == "Note: look (and 2 other notes)"
    assert few_notes(["x" * 300]).endswith(" …") and len(few_notes(["x" * 300])) < 220


def test_counts_agree_with_their_noun():
    assert [counted(count, "step") for count in (0, 1, 2)] == ["0 steps", "1 step", "2 steps"]


def test_nothing_in_a_table_is_taken_for_html():
    html = html_table("<b>", ["<i>"], [["<u>"]], ["<s>", "2", "3", Note("4")])
    assert not any(tag in html for tag in ("<b>", "<i>", "<u>", "<s>"))
    assert html.count("<p>Note: ") == 3 and "1 other note in <code>.notes</code>" in html


def test_a_long_table_shows_its_beginning_and_missing_values_are_empty():
    table = pd.DataFrame(
        {"week": pd.array([1, None, 3], dtype="Int64"), "<name>": ["a", None, "b"], "x": [0.123, None, 2]}
    )
    assert table_html("t", table).count("<td></td>") == 3
    assert "<td>0.12</td>" in table_html("t", table) and "&lt;name&gt;" in table_html("t", table)
    long = table_html("t", pd.concat([table] * 20, ignore_index=True))
    assert long.count("<tr>") == 21 and "the first 20 of 60 rows" in long
    assert table_html("t", pd.DataFrame()).startswith("<table>")
