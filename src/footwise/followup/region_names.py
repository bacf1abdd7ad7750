"""What the numbers of a label image mean: names of regions, from a TOML or a CSV file."""

from __future__ import annotations

from pathlib import Path

from footwise.errors import FootwiseError
from footwise.settings import is_whole, quoted, read_toml
from footwise.tables import column_numbers, read_csv

_TOML = 'Write "medial weight-bearing femur" = 1, or = [1, 2], under [regions]'
_CSV = "Write the columns label and region"


def read_region_names(path: Path | str) -> dict[str, tuple[int, ...]]:
    """Read the regions of a label image.

    A TOML file has a table ``[regions]`` with a name and its label or labels; a CSV file has the columns ``label`` and
    ``region``, one row a label.

    Returns
    -------
    dict of str to tuple of int
        Name to labels, in the order of the file.

    Raises
    ------
    FootwiseError
        No such file, neither TOML nor CSV, a label that is no positive whole number, or one in two regions.
    """
    path = Path(path)
    regions = _from_toml(path) if path.suffix.lower() == ".toml" else _from_csv(path)
    if not regions:
        raise FootwiseError(path, "names no region", _TOML if path.suffix.lower() == ".toml" else _CSV)
    seen: dict[int, str] = {}
    for name, labels in regions.items():
        for label in labels:
            if label < 1:
                raise FootwiseError(path, f"gives {name!r} the label {label}", "Labels are 1 and above; 0 is outside")
            if label in seen:
                raise FootwiseError(
                    path, f"has label {label} in {seen[label]!r} and {name!r}", "Give it to one of them"
                )
            seen[label] = name
    return regions


def _from_toml(path: Path) -> dict[str, tuple[int, ...]]:
    table = read_toml(path, "a list of regions", _TOML).table.get("regions")
    if not isinstance(table, dict):
        raise FootwiseError(path, "has no table [regions]", _TOML)
    regions = {}
    for name, value in table.items():
        labels = value if isinstance(value, list) else [value]
        if not labels or not all(map(is_whole, labels)):
            raise FootwiseError(path, f"gives {quoted(name)} the label {quoted(value)}", _TOML)
        regions[name] = tuple(labels)
    return regions


def _from_csv(path: Path) -> dict[str, tuple[int, ...]]:
    table = read_csv(path)
    table.columns = table.columns.str.lower()
    if not {"label", "region"} <= set(table.columns):
        raise FootwiseError(path, f"has the columns {', '.join(table.columns)}", _CSV)
    labels = column_numbers(path, table, "label")
    regions: dict[str, tuple[int, ...]] = {}
    for name, label in zip(table["region"].str.strip(), labels, strict=True):
        if label != int(label) or not name:
            raise FootwiseError(path, f"has the label {label:g} for {name!r}", _CSV)
        regions[name] = (*regions.get(name, ()), int(label))
    return regions
