"""The verb that writes the report of whatever was found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.arguments import given_path
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.recorded import SensorWalk
from footwise.loads import Walk
from footwise.outputs import write_text_whole
from footwise.prescription import Prescription

if TYPE_CHECKING:
    from footwise.jobs import MeasuredCartilage, ScoredTable


def report(result: object, path: Path | str, *, for_the_person: bool = False) -> Path:
    """Write the report of a result, or of several walks, as one self-contained HTML page.

    Parameters
    ----------
    result : object
        What `measure`, `prescribe`, `odds`, `coach`, `read_course`, `score`, `map_cartilage`, `analyse_trial` or
        `power` gave, or a list of walks of one kind.
    path : Path or str
        The page to write, ``.html``; a file that is there is replaced, as a whole.
    for_the_person : bool
        Of what `prescribe` gave: the printed page for the person who is to walk differently, in plain words and without
        statistics. There is none where no change of foot angle was found.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    FootwiseError
        There is no report of such a result, or the page cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import footwise as fw
    >>> walk = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d"))
    >>> fw.report(walk, Path(tempfile.mkdtemp()) / "report.html").name
    'report.html'
    """
    path = given_path("path", path, "Name a page, such as report.html")
    if path.suffix.lower() not in (".html", ".htm"):
        raise FootwiseError("`path`", f"is {str(path)!r}", "Name a page, such as report.html")
    write_text_whole(path, _page_for_the_person(result) if for_the_person else _page(result))
    return path


def _page_for_the_person(result: object) -> str:
    if not isinstance(result, Prescription):
        trouble = f"is a {type(result).__name__}, and the page for the person tells what prescribe found"
        raise FootwiseError("`result`", trouble, "Give what prescribe gave", ErrorKind.BAD_REQUEST)
    from footwise.reports.visit import page_for_the_person

    return page_for_the_person(result)


def _page(result: object) -> str:
    several = list(result) if isinstance(result, list | tuple) else [result]
    walks = [one for one in several if isinstance(one, Walk)]
    if walks and len(walks) == len(several):
        from footwise.reports.walk import analysis_report

        return analysis_report(walks)
    sensor_walks = [one for one in several if isinstance(one, SensorWalk)]
    if sensor_walks and len(sensor_walks) == len(several):
        from footwise.reports.walk.foot_sensor import sensor_walk_report

        return sensor_walk_report(sensor_walks)
    if isinstance(result, Prescription):
        from footwise.reports.visit import prescription_report

        return prescription_report(result)
    return _rarer_page(result, several)


def _rarer_page(result: object, several: Sequence[object]) -> str:
    """Pages of results whose rooms take longer to load."""
    from footwise.jobs.course import course_page
    from footwise.jobs.verbs.courses import Course

    if isinstance(result, Course):
        return course_page(result.folder, result.sessions, result.unreadable)
    from footwise.jobs.trial import TrialPower
    from footwise.trial import TrialResult

    if isinstance(result, TrialResult):
        from footwise.reports.trial import trial_report

        return trial_report(result)
    if isinstance(result, TrialPower):
        from footwise.reports.trial import power_report

        return power_report(result.design, result.points)
    from footwise.jobs.odds import WalkOdds

    if isinstance(result, WalkOdds):
        return result.page()
    from footwise.jobs import MeasuredCartilage, ScoredTable

    if isinstance(result, ScoredTable | MeasuredCartilage):
        return _follow_up_page(result)
    from footwise.jobs.film import FilmMeasurement, film_report

    films = [one for one in several if isinstance(one, FilmMeasurement)]
    if films and len(films) == len(several):
        return film_report(films)
    kinds = " and ".join(sorted({type(one).__name__ for one in several})) or "empty list"
    raise FootwiseError("`result`", f"is of a kind without a report ({kinds})", "Give what a verb found, of one kind")


def _follow_up_page(result: ScoredTable | MeasuredCartilage) -> str:
    from footwise.jobs import ScoredTable
    from footwise.reports.followup import tables_report

    if isinstance(result, ScoredTable):
        title, simulated = "Scores of questionnaires", result.simulated
        tables = {"Scores": result.scores, "Changes since the baseline": result.changes}
    else:
        title, simulated = f"Relaxation times of cartilage: {result.relaxation}", result.map.simulated
        tables = {"Regions": result.regions, "Change since the earlier visit": result.change}
    known = {heading: table for heading, table in tables.items() if table is not None}
    return tables_report(title, result.finding(), known, simulated=simulated)
