"""The result of a visit that other people's programs read: prescription.json."""

from __future__ import annotations

import json
from pathlib import Path

from footwise.outputs import write_text_whole
from footwise.prescription.result import Prescription


def write_prescription(result: Prescription, path: Path) -> None:
    """Write the prescription as JSON.

    Parameters
    ----------
    result : Prescription
    path : Path
        The file to write; its folder must exist.
    """
    write_text_whole(path, json.dumps(result.to_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n")
