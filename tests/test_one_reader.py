"""Text is read by one reader and tables are written by one writer, which check; nobody reads or writes beside them."""

import ast
from pathlib import Path

import pytest

import footwise

SRC = Path(footwise.__file__).parent
BESIDE = {
    "json.load": set(),
    # A million rows of a backup, whose own hash says that they are as they were written.
    "json.loads": {"settings.py", "clinic/backup/tables.py"},
    # The others read what comes with Footwise.
    "tomllib.loads": {
        "settings.py",
        "recordings/marker_sets.py",
        "prescription/model/response_population.py",
        "simulation/cohort.py",
        "simulation/cohort_outcomes.py",
    },
    "tomllib.load": set(),
    # Samples of a sensor are numbers, a million rows of them; the recorded foot is a public sample.
    "pd.read_csv": {"tables.py", "recordings/foot_sensor/table.py", "simulation/recorded_foot.py"},
    # What a server of REDCap sends is compared as it came: nothing is taken off or turned into a number.
    "csv.reader": {"recordings/foot_sensor/table.py", "trial/redcap/server.py"},
    # Row by row as the record is read: it may be longer than memory. Cells are guarded against formulas there, too.
    "csv.writer": {"clinic/csv_lines.py"},
    "csv.DictReader": {"trial/redcap/server.py"},
    "csv.DictWriter": set(),
    ".to_csv": {"tables.py"},
}


def called(file: Path) -> set[str]:
    """Names of what a file calls, with and without what stands before the dot."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names.add(f".{node.func.attr}")
            names.add(f"{ast.unparse(node.func.value)}.{node.func.attr}")
    return names


@pytest.mark.parametrize("name", BESIDE)
def test_text_is_read_and_written_in_one_place(name: str) -> None:
    files = {str(file.relative_to(SRC).as_posix()) for file in SRC.rglob("*.py") if name in called(file)}
    assert files == BESIDE[name], "Read with footwise.settings or footwise.tables, write with footwise.tables"
