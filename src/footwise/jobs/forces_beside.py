"""Which file holds the ground forces of a walk whose markers stand in a file of their own."""

from __future__ import annotations

from pathlib import Path

FORCE_ENDINGS = (".mot", ".sto")


def forces_beside(file: Path) -> Path | None:
    """Find the MOT or STO file of a TRC file's name, with or without ``_grf``; None where there is none."""
    if file.suffix.lower() != ".trc":
        return None
    names = [f"{file.stem}{end}{ending}" for end in ("_grf", "") for ending in FORCE_ENDINGS]
    return next((file.with_name(name) for name in names if file.with_name(name).is_file()), None)
