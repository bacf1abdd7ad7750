"""Templates to pages: one HTML file each, with its style inside and nothing loaded from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from footwise.condition_names import condition_in_words
from footwise.reports.figures import as_svg
from footwise.reports.numbers import angle, mean_and_error, number, turn, unbroken
from footwise.version import __version__


def page(template: str, **content: Any) -> str:
    """Fill a template; whatever is not marked as safe is escaped.

    Parameters
    ----------
    template : str
        Name of a file in ``templates/``.
    **content
        What the template shows.

    Returns
    -------
    str
        The page, the same for the same content.
    """
    return _templates().get_template(template).render(version=__version__, **content)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number": number, "angle": angle, "turn": turn, "mean_and_error": mean_and_error}
    environment.filters |= {"unbroken": unbroken, "svg": as_svg, "condition": condition_in_words}
    return environment
