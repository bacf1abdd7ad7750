"""What the numbers of a label image mean: names of regions, from a TOML or a CSV file."""

from __future__ import annotations

from pathlib import Path

from footwise.errors import FootwiseError
from footwise.followup.whole_organ_regions import WHOLE_ORGAN_REGIONS
from footwise.settings import is_whole, quoted, read_toml
from footwise.tables import column_numbers, read_csv

_TOML = 'Write "medial weight-bearing femur" = 1, or = [1, 2], under [regions]'
_CSV = "Write the columns label and region"


def read_region_names(path: Path | str) -> dict[str, tuple[int, ...]]:
    """Read the regions of a label image.

    A TOML file has a table ``[regions]`` with a name and its label or labels; a CSV file has the columns ``label`` and
    ``region``, one row a label. With ``score = "WORMS"`` or ``"MOAKS"`` above it, the names are that score's codes.

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
    regions = _regions_of_toml(path) if path.suffix.lower() == ".toml" else _from_csv(path)
    if not regions:
        raise FootwiseError(path, "names no region", _TOML if path.suffix.lower() == ".toml" else _CSV)
    _refuse_shared(path, {**regions, **read_bones(path)})
    return regions


def read_bones(path: Path | str) -> dict[str, tuple[int, ...]]:
    """Read which labels are bone: the table ``[bones]`` of a TOML file; empty where there is none."""
    path = Path(path)
    return _from_toml(path, "bones") if path.suffix.lower() == ".toml" else {}


def _refuse_shared(path: Path, regions: dict[str, tuple[int, ...]]) -> None:
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


def _regions_of_toml(path: Path) -> dict[str, tuple[int, ...]]:
    regions = _from_toml(path, "regions", needed=True)
    score = read_toml(path, "a list of regions", _TOML).table.get("score")
    if score is None:
        return regions
    if score not in WHOLE_ORGAN_REGIONS:
        raise FootwiseError(
            path, f"has the score {quoted(score)}", f"Choose {' or '.join(WHOLE_ORGAN_REGIONS)}, or leave it out"
        )
    codes = WHOLE_ORGAN_REGIONS[str(score)]
    if unknown := [code for code in regions if code not in codes]:
        raise FootwiseError(path, f"has {quoted(unknown[0])}, no region of {score}", f"It has {', '.join(codes)}")
    return {codes[code]: labels for code, labels in regions.items()}


def _from_toml(path: Path, what: str, needed: bool = False) -> dict[str, tuple[int, ...]]:
    table = read_toml(path, "a list of regions", _TOML).table.get(what)
    if table is None and not needed:
        return {}
    if not isinstance(table, dict) and not needed:
        raise FootwiseError(path, f"has {what!r}, which is no table", 'Write "femur" = 11 under [bones]')
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
