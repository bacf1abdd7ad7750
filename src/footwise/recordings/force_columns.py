"""Names of columns of ground forces, as OpenSim's users and other programs write them: which is which plate's."""

from __future__ import annotations

import re
from pathlib import Path

from footwise.errors import FootwiseError

# ground_force_vx, 1_ground_force_vx, ground_force_r_vx, ground_torque_x, ground_moment_1_mx, ground_force_calcn_r_mx,
# GRF_1_x with COP_1_x; f1_1, p1_1, m1_1 from
# OpenSim's own C3D export; and FP1_vx.
_COLUMN = re.compile(
    r"(?P<before>.*?)(?P<kind>force|torque|moment|grf|grm|cop)(?P<after>.*?)_?(?P<what>[vpm]?)(?P<axis>[xyz])",
    re.IGNORECASE,
)
_EXPORTED = re.compile(r"(?P<what>[fpm])(?P<plate>\d+)_(?P<axis>[123xyz])", re.IGNORECASE)
_OF_PLATE = re.compile(r"(?P<plate>(?:fp|plate)_?\d+)_(?P<what>[vpm])(?P<axis>[xyz])", re.IGNORECASE)
_NO_NAME = re.compile(r"ground|reaction|centerofpressure|centreofpressure")
_WANTED = [what + axis for what in "vpt" for axis in "xyz"]
_FORCE_AND_POINT = _WANTED[:6]
_WORDS = {"v": "force", "p": "point of force", "t": "torque"}


def force_groups(path: Path, names: list[str]) -> tuple[dict[str, list[int]], list[str]]:
    """Columns of each plate.

    Parameters
    ----------
    path : Path
        For messages.
    names : list of str
        Of all columns; those that are no forces (joint angles beside them) are passed by.

    Returns
    -------
    groups : dict
        Name of a plate to its columns: force x y z, point x y z, torque x y z; -1 for a torque that is not there.
    left_out : list of str
        Plates that have a force and no point of it, or the other way, in words.

    Raises
    ------
    FootwiseError
        Two columns say the same of one plate.
    """
    groups: dict[str, dict[str, int]] = {}
    for index, name in enumerate(names):
        known = _meaning(name)
        if known is None:
            continue
        plate, what = known
        columns = groups.setdefault(plate, {})
        if what in columns:
            first = names[columns[what]]
            both = f"{first!r} twice" if first == name else f"{first!r} and {name!r} for one plate"
            raise FootwiseError(path, f"names a column of its forces {both}", "Give every plate a name of its own")
        columns[what] = index
    whole = {plate: columns for plate, columns in groups.items() if all(key in columns for key in _FORCE_AND_POINT)}
    left_out = [
        f"forces {plate}: {_lacks(columns)}"
        for plate, columns in groups.items()
        if plate not in whole and any(key in columns for key in _FORCE_AND_POINT)
    ]
    return {f"forces {plate}": [columns.get(key, -1) for key in _WANTED] for plate, columns in whole.items()}, left_out


def _meaning(name: str) -> tuple[str, str] | None:
    """Plate and ``vx`` (force), ``px`` (point) or ``tx`` (torque) of a column; None for one that is no force."""
    if match := _EXPORTED.fullmatch(name):
        axis = "xyz"[int(match["axis"]) - 1] if match["axis"].isdigit() else match["axis"].lower()
        return match["plate"], {"f": "v", "p": "p", "m": "t"}[match["what"].lower()] + axis
    if match := _OF_PLATE.fullmatch(name):
        what = {"v": "v", "p": "p", "m": "t"}[match["what"].lower()]
        return match["plate"].lower(), what + match["axis"].lower()
    match = _COLUMN.fullmatch(name)
    if match is None:
        return None
    kind, what, axis = match["kind"].lower(), match["what"].lower(), match["axis"].lower()
    plate = "".join(re.findall(r"[A-Za-z0-9]+", match["before"] + " " + match["after"])).lower()
    plate = _NO_NAME.sub("", plate) or "0"
    if kind in ("torque", "moment", "grm") or what == "m":
        return plate, "t" + axis
    if kind == "cop" or what == "p":
        return plate, "p" + axis
    return plate, "v" + axis


def _lacks(columns: dict[str, int]) -> str:
    lacking = [key for key in _FORCE_AND_POINT if key not in columns]
    return "lacks " + ", ".join(f"{_WORDS[key[0]]} {key[1]}" for key in lacking)
