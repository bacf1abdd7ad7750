"""Tables as CSV: what Footwise writes comes back as it was, runs nowhere, and what is no table is said in one line."""

import csv
import io
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.steps_table import read_steps, write_steps
from footwise.tables import column_numbers, read_csv, write_csv

NAMES = [
    '=HYPERLINK("http://example.org","click")',
    "=1+1",
    "+1-1",
    "-5",
    "-2+3",
    "@x",
    "@SUM(A1)",
    "\tleft",
    "\rright",
    "\n=1",
    "＝1+1",
    "'=1",
    "''=1",
    "'Anna'",
    "Anna, B.",
    'the "one"',
    "0012",
    "true",
    "",
    "Jürgen;=1",
    "-",
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "people.csv"


def test_what_is_written_comes_back(path: Path) -> None:
    table = pd.DataFrame({"person": NAMES, "=1": NAMES[::-1], "n": [str(k) for k in range(len(NAMES))]})
    write_csv(table, path)
    read = read_csv(path)
    assert list(read) == list(table)
    assert read.values.tolist() == table.replace("\rright", "\nright").values.tolist()


def test_no_cell_begins_like_a_formula(path: Path) -> None:
    write_csv(pd.DataFrame({"person": NAMES, "@x": NAMES}), path)
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    cells = [cell for row in rows for cell in row]
    assert len(cells) == 2 * (len(NAMES) + 1)
    dangerous = [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠") and cell]
    # A number is no formula, whoever is called by it.
    assert dangerous == ["-5", "-5"]


def test_numbers_stay_numbers(path: Path) -> None:
    table = pd.DataFrame({"value": [-1.5, 0.1 + 0.2, np.nan], "text": ["-0.25", "+3", "-1e-5"], "count": [-1, 2, 3]})
    write_csv(table, path)
    assert path.read_text() == "value,text,count\n-1.5,-0.25,-1\n0.30000000000000004,+3,2\n,-1e-5,3\n"


def test_steps_of_a_recording_with_such_a_name(path: Path) -> None:
    steps = {"recording": ["=cmd|' /C calc'!A0"], "condition": ["@natural"], "side": ["left"], "step": [1]}
    write_steps([pd.DataFrame({**steps, "contact_s": [-0.5], "used": [True], "reason": ["-"]})], path)
    assert "'=cmd" in path.read_text() and ",-0.5," in path.read_text()
    read = read_steps(path, ("recording", "used"))
    assert read.iloc[0].to_dict() == {key: value[0] for key, value in steps.items()} | {
        "contact_s": -0.5,
        "used": True,
        "reason": "-",
    }


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_tables_as_other_programs_save_them(path: Path, separator: str, ends: str, code: str) -> None:
    lines = ["", "  ", " person ,week,", "Jürgen,1,", "", "0012,2,", "   ", '"a,b",3,', "short"]
    path.write_bytes(ends.join(line.replace(",", separator) for line in lines).encode(code))
    read = read_csv(path)
    assert list(read) == ["person", "week"]
    assert read.values.tolist() == [["Jürgen", "1"], ["0012", "2"], [f"a{separator}b", "3"], ["short", ""]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"a,b\n", "has no rows"),
        (b"a,a\n1,2\n", "has two columns 'a'"),
        (b"a,b\n1,2,3\n", "is no table"),
        (b'a,b\n1,"2\n3,4\n', "is no table"),
        (b"a,b\n1,\0\n", "is not a text file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is not a text file"),
        (b"," * 30_000 + b"\n1\n", "columns"),
        ("a,b\n1,2".encode("utf-16-le"), "is not a text file"),
    ],
)
def test_what_is_no_table(path: Path, content: bytes, said: str) -> None:
    path.write_bytes(content)
    with pytest.raises(FootwiseError, match=said) as caught:
        read_csv(path)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_long_fields_are_no_trouble_and_no_torrent(path: Path) -> None:
    """The csv module of Python stops at 131,072 letters, with a traceback."""
    long = "x" * 140_000
    path.write_text(f"person,{long}\n{long},1\n")
    assert read_csv(path).iloc[0].tolist() == [long, "1"]
    path.write_text(f"{long},{long}\n1,1\n")
    with pytest.raises(FootwiseError, match="has two columns") as caught:
        read_csv(path)
    assert len(str(caught.value)) < 300
    path.write_text(f"side\n{long}\n")
    with pytest.raises(FootwiseError, match="as side in row 1") as caught:
        read_steps(path, ("side",))
    assert len(str(caught.value)) < 300


def test_a_large_table_is_read_in_a_moment(path: Path) -> None:
    write_csv(pd.DataFrame({f"c{k}": np.arange(20_000.0) for k in range(20)}), path)
    begun = time.process_time()
    assert read_csv(path).shape == (20_000, 20)
    assert time.process_time() - begun < 5.0


@pytest.mark.parametrize("field", ["one", "1,5", "inf", "-inf", "1e400", "nan", "0x10", "1 2", "1_000"])
def test_fields_that_are_no_numbers(path: Path, field: str) -> None:
    path.write_text(f'week\n1\n"{field}"\n')
    with pytest.raises(FootwiseError, match=r"as week in row 2, which is no number\. Correct it\."):
        column_numbers(path, read_csv(path), "week")


def test_an_empty_field_is_no_number_where_none_is_needed(path: Path) -> None:
    path.write_text("week,person\n1,a\n,b\n")
    assert column_numbers(path, read_csv(path), "week", needed=False).isna().tolist() == [False, True]
    with pytest.raises(FootwiseError, match="has '' as week in row 2"):
        column_numbers(path, read_csv(path), "week")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("walk,natural,up,1,0.5,true,", "has 'up' as side in row 2. Write left or right"),
        ("walk,natural,left,1,0.5,maybe,", "has 'maybe' as used in row 2. Write true or false"),
        ("walk,natural,left,1,0.5,,", "has '' as used in row 2"),
        ("walk,natural,left,one,0.5,true,", "has 'one' as step in row 2, which is no number"),
        ("walk,natural,left,1,inf,true,", "has 'inf' as contact_s in row 2, which is no number"),
        ("walk,natural,left,1,1e99,true,", "has '1e99' as contact_s in row 2, which is no number"),
        ("walk,natural,left,1,0.1,true,", "has the step of row 2 twice"),
    ],
)
def test_steps_are_of_their_kinds(path: Path, row: str, said: str) -> None:
    header = "recording,condition,side,step,contact_s,used,reason"
    path.write_text(f"{header}\nwalk,natural,left,1,0.1,TRUE,\n{row}\n")
    with pytest.raises(FootwiseError, match=said):
        read_steps(path, ("used",))
    with pytest.raises(FootwiseError, match="has no column kam_peak1_pct_bwht"):
        read_steps(path, ("used", "kam_peak1_pct_bwht"))
    path.write_text(f"{header}\nwalk,natural,left,1,0.1,TRUE,\n")
    assert read_steps(path, ("used",))["used"].tolist() == [True]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a;b\n5,5;x\n6;y\n", ["5.5", "6"]),
        ("a;b\n1.234,5;x\n1.234;y\n12;z\n", ["1234.5", "1234", "12"]),
        ("a;b\n3,142;x\n2,876;y\n", ["3.142", "2.876"]),
        ("a\tb\n-0,25\tx\n1e3\ty\n", ["-0,25", "1e3"]),
        ("a\tb\n-0,25\tx\n1,5e3\ty\nNA\tz\n", ["-0.25", "1.5e3", "NA"]),
        ("a|b\n,5|x\n|y\n", [".5", ""]),
        # What may be a thousand, what has both signs, and what is no column of numbers stay as they are.
        ("a\tb\n1,234\tx\n2,345\ty\n", ["1,234", "2,345"]),
        ("a;b\n1,234;0.5\n2,345;0.7\n", ["1,234", "2,345"]),
        ("a;b\n5,5;x\n6.5;y\n", ["5,5", "6.5"]),
        ("a;b\n5,5;x\n1.234;y\n", ["5,5", "1.234"]),
        ("a;b\n5,5 km;x\n7,5;y\n", ["5,5 km", "7,5"]),
        ("a;b\n28.11.2026;x\n1,5;y\n", ["28.11.2026", "1,5"]),
        ('a,b\n"5,5",x\n"6,25",y\n', ["5,5", "6,25"]),
    ],
)
def test_decimal_commas(tmp_path, text, wanted):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    assert read_csv(path)["a"].tolist() == wanted


def test_numbers_with_commas_are_numbers_or_refused(tmp_path):
    """In quotes between commas a comma may part two answers: no number, as what may be two numbers."""
    path = tmp_path / "table.csv"
    path.write_text("a;b\n5,5;x\n;y\n", encoding="utf-8")
    np.testing.assert_array_equal(column_numbers(path, read_csv(path), "a", needed=False), [5.5, np.nan])
    for text, told in (('a,b\n"5,5",x\n', "5,5"), ("a;b\n6.5;x\n5,5;y\n", "5,5"), ("a\tb\n1,234\tx\n", "1,234")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(FootwiseError, match=f"has '{told}' as a in row"):
            column_numbers(path, read_csv(path), "a")
