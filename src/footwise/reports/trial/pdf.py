"""The report of a trial's analysis as PDF, set by Typst: no browser and no system libraries."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import fields
from pathlib import Path
from typing import Any

from markupsafe import Markup
from matplotlib.figure import Figure

from footwise.extras import require
from footwise.reports.figures import as_svg
from footwise.reports.trial.view import TrialView, trial_view
from footwise.trial import TrialResult
from footwise.version import __version__

_TEMPLATE = Path(__file__).parents[1] / "templates" / "trial.typ"


def trial_pdf(result: TrialResult, path: Path) -> None:
    """Write the report as PDF/A-like file: the same result gives the same file.

    Parameters
    ----------
    result : TrialResult
    path : Path
        Its folder must exist.

    Raises
    ------
    FootwiseError
        Where the package typst is not installed.
    """
    require("typst")
    import matplotlib
    import typst

    # The letters of the pictures come with Matplotlib, those of the text with Typst: none are the system's.
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(_TEMPLATE, root / _TEMPLATE.name)
        content = _content(trial_view(result), root)
        (root / "content.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        pdf = typst.compile(
            str(root / _TEMPLATE.name), root=str(root), font_paths=[str(fonts)], ignore_system_fonts=True, timestamp=0
        )
    path.write_bytes(pdf)


def _content(view: TrialView, root: Path) -> dict[str, Any]:
    """Texts of the view; each picture becomes a file, and its name stands for it."""
    count = 0

    def kept(value: Any) -> Any:
        nonlocal count
        if isinstance(value, Figure):
            value = as_svg(value)
        if isinstance(value, Markup):
            count += 1
            name = f"figure{count}.svg"
            (root / name).write_text(_alone(str(value)), encoding="utf-8")
            return name
        return [kept(one) for one in value] if isinstance(value, list | tuple) else value

    return {**{f.name: kept(getattr(view, f.name)) for f in fields(view)}, "version": __version__}


def _alone(svg: str) -> str:
    """Make an ``<svg>`` of a page into a file of its own, with letters that are there."""
    namespace = 'xmlns="http://www.w3.org/2000/svg" font-family="DejaVu Sans"'
    return svg.replace("<svg ", f"<svg {namespace} ", 1)
