"""The tables that other people's programs read: steps.csv and prescription.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from footwise.loads import COLUMNS, Walk
from footwise.outputs import write_text_whole
from footwise.prescription import Prescription

# More digits than these would be noise: markers are known to some tenths of a millimetre.
_DECIMALS = {"foot_progression_angle_deg": 3}
_OTHER_DECIMALS = 4


def write_steps(walks: Sequence[Walk], path: Path) -> None:
    """Write one row a step as CSV: UTF-8, a missing value is an empty field, `used` is true or false.

    Parameters
    ----------
    walks : sequence of Walk
    path : Path
        The file to write; its folder must exist.
    """
    table = pd.concat([walk.steps for walk in walks], ignore_index=True)[list(COLUMNS)]
    for name in table.columns:
        if pd.api.types.is_float_dtype(table[name]):
            # Adding zero turns the negative zeros of rounding into zeros.
            table[name] = table[name].round(_DECIMALS.get(name, _OTHER_DECIMALS)) + 0.0
    table["used"] = table["used"].astype(bool).map({True: "true", False: "false"})
    write_text_whole(path, table.to_csv(index=False, lineterminator="\n"))


def write_prescription(result: Prescription, path: Path) -> None:
    """Write the prescription as JSON.

    Parameters
    ----------
    result : Prescription
    path : Path
        The file to write; its folder must exist.
    """
    write_text_whole(path, json.dumps(result.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n")
