"""One item of a batch is done: its files are read and measured, and its part is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.batch.contents import KnownContents, state_of
from footwise.jobs.batch.items import ANSWERS, STUDY, BatchItem, BatchOptions, NotDone, key_of
from footwise.jobs.batch.store import is_done, write_refused, write_scores_part, write_steps_part
from footwise.outputs import DISK_FULL

if TYPE_CHECKING:
    import pandas as pd

CHANGED, LACKING = "changed while it was read", str(ErrorKind.MISSING_EXTRA)
SIDES = ("left", "right")
# A table with fewer columns of a questionnaire is another's.
_FEWEST_ITEMS = 5
_HEAD = 1 << 16


def do_item(
    item: BatchItem, options: BatchOptions, out: Path, contents: KnownContents, begun: Callable[[str], None]
) -> tuple[str, NotDone | None, bool]:
    """Do an item, unless it has been done.

    Parameters
    ----------
    item : BatchItem
    options : BatchOptions
    out : Path
        Folder of the batch.
    contents : KnownContents
        Learns what the files hold.
    begun : callable
        Is told the key when the files have been read and work begins.

    Returns
    -------
    key : str
    not_done : NotDone or None
        Why nothing was written, of what may end otherwise another time.
    now : bool
        It had not been done before.

    Raises
    ------
    OSError
        The part could not be written.
    """
    sources = item.sources(options)
    before = [state_of(path) for path in sources]
    key = key_of(item, options, [contents.read(path) for path in sources])
    begun(key)
    if is_done(out, key):
        return key, None, False
    try:
        write = _done(item, options, out, key)
    except FootwiseError as error:
        if getattr(error.__cause__, "errno", None) in DISK_FULL:
            # The disk's trouble, and not the file's.
            raise
        if error.kind is ErrorKind.MISSING_EXTRA:
            return key, NotDone(item.file, LACKING, str(error), item.person), True
        refused = NotDone(item.file, str(error.kind), _without_place(error, item), item.person)
        write = _refusing(out, key, refused)
    if [state_of(path) for path in sources] != before:
        return key, NotDone(item.file, CHANGED, "somebody was writing it. Run the batch again", item.person), True
    write()
    return key, None, True


def _refusing(out: Path, key: str, refused: NotDone) -> Callable[[], None]:
    return lambda: write_refused(out, key, refused)


def _without_place(error: FootwiseError, item: BatchItem) -> str:
    """Say what is wrong without where the files lie on this machine, which is no part of a result."""
    place = str(Path(item.path).parent)
    said = str(error) if not isinstance(error.where, Path) or error.where.name != Path(item.path).name else ""
    if not said:
        said = str(FootwiseError("", error.trouble, error.remedy)).removeprefix(": ")
    for one in item.sources(BatchOptions()):
        said = said.replace(one, Path(one).name)
    return said.replace(place + "/", "").replace(place, ".")


def _done(item: BatchItem, options: BatchOptions, out: Path, key: str) -> Callable[[], None]:
    """Measure, and give what writes the result."""
    if item.kind == STUDY:
        return _prescribed(item, options, out, key)
    if item.kind == ANSWERS or (Path(item.path).suffix.lower() == ".csv" and _holds_answers(Path(item.path))):
        return _scored(item, options, out, key)
    return _measured(item, options, out, key)


def _measured(item: BatchItem, options: BatchOptions, out: Path, key: str) -> Callable[[], None]:
    from footwise.jobs.foot_calibration import how_to_calibrate
    from footwise.jobs.one_recording import MARKERS, measure_one_recording

    said = dict(item.said)
    for name in ("marker_hz", "force_hz", "rate_hz", "gravity"):
        said.setdefault(name, getattr(options, name))
    found = measure_one_recording(
        Path(item.path),
        forces=Path(item.forces) if item.forces else None,
        static=Path(item.static) if item.static else None,
        marker_map=Path(options.marker_map) if options.marker_map else None,
        column_map=Path(options.column_map) if options.column_map else None,
        use_stored_events=options.use_stored_events,
        angles_only=options.angles_only,
        like=options.like,
        calibration=None if options.calibration is None else how_to_calibrate(options.calibration),
        **said,
    )
    # The file's own name also where the recording calls itself otherwise.
    steps = found.steps.assign(file=item.file, person=item.person)
    if item.condition:
        steps["condition"] = item.condition
    facts = _facts(item, found.kind, steps)
    facts["notes"] = [*([item.note] if item.note else []), *map(str, found.walk.notes)]
    relative = found.kind != MARKERS and options.calibration in (None, "relative")
    facts["angle_against"] = "the person's own mean" if relative else "the direction of walking"
    if found.kind == MARKERS:
        facts["legs"] = _with_how(facts["legs"], found.walk)
    report = _report_name(item, key)

    def write() -> None:
        if options.reports:
            from footwise.jobs.marker_walks import write_marker_walks
            from footwise.jobs.sensor_walks import write_sensor_walks

            facts["report"] = f"{report}/report.html"
            to_write: Any = write_marker_walks if found.kind == MARKERS else write_sensor_walks
            to_write([found.walk], out / report)
        write_steps_part(out, key, steps, facts)

    return write


def _with_how(legs: list[dict[str, Any]], walk: Any) -> list[dict[str, Any]]:
    """Add how each leg was measured."""
    recording = walk.recording
    how = {
        "recorded_on": recording.recorded_on,
        "treadmill": recording.treadmill,
        "like": walk.like,
        "marker_hz": walk.marker_hz,
        "force_hz": walk.force_hz,
        "forces_later_s": recording.forces_later_s,
    }
    told = {name: _plain(value) for name, value in how.items()}
    return [{**leg, **told, "knee_from": walk.knee_method.get(leg["side"], "")} for leg in legs]


def _prescribed(item: BatchItem, options: BatchOptions, out: Path, key: str) -> Callable[[], None]:
    import pandas as pd

    from footwise.jobs.visit import prescribe_visit, visit_sentences, write_visit

    found = prescribe_visit(Path(item.path))
    person = item.person or str(found.person)
    steps = pd.concat([walk.steps for walks in found.walks.values() for walk in walks], ignore_index=True)
    steps = steps.assign(file=item.file, person=person)
    facts = _facts(item, STUDY, steps) | {"person": person, "prescription": found.to_json()}
    facts["angle_against"] = "the direction of walking"
    facts["notes"] = visit_sentences(found)
    report = _report_name(item, key)

    def write() -> None:
        if options.reports:
            facts["report"] = f"{report}/report.html"
            write_visit(found, out / report)
        write_steps_part(out, key, steps, facts)

    return write


def _scored(item: BatchItem, options: BatchOptions, out: Path, key: str) -> Callable[[], None]:
    from footwise.jobs.scores import score_table

    found = score_table(
        Path(item.path), total=options.total, missing_codes=options.missing_codes, coding=options.coding
    )
    scores = found.scores
    if "file" in scores:
        raise FootwiseError(Path(item.path), "has a column file already", "Rename it")
    scores.insert(0, "file", item.file)
    if "person" not in scores:
        scores.insert(1, "person", item.person)
    numbers = [*found.names, *(name for name in ("week",) if name in scores)]
    facts = {"file": item.file, "person": item.person, "kind": ANSWERS, "rows": len(scores),
             "notes": [found.sentence(), *found.notes]}  # fmt: skip
    return lambda: write_scores_part(out, key, scores, numbers, facts)


def _facts(item: BatchItem, kind: str, steps: pd.DataFrame) -> dict[str, Any]:
    """What the summary tells of an item: of each leg how many steps were used and the means."""
    from footwise.loads import OF_STRIDES, OF_USED_STEPS, step_values

    used = steps["used"].to_numpy(dtype=bool)
    # As arrays: a table costs more at every look than the mean that is taken.
    columns = {str(name): steps[name].to_numpy() for name in steps}
    legs = []
    for condition in dict.fromkeys(columns["condition"]):
        here = columns["condition"] == condition
        walked = {name: values[here] for name, values in columns.items()}
        for side in SIDES:
            mine = walked["side"] == side
            if not mine.any():
                continue
            leg: dict[str, Any] = {"condition": str(condition), "side": side, "steps": int(mine.sum())}
            leg["steps_used"] = int((mine & walked["used"].astype(bool)).sum())
            for measure in (*OF_USED_STEPS, *OF_STRIDES):
                leg[measure] = _mean(step_values(walked, side, measure)) if measure in walked else None
            legs.append(leg)
    reasons = steps.loc[~used, "reason"].astype(str).value_counts().sort_index()
    return {
        "file": item.file,
        "person": item.person,
        "kind": kind,
        "static": Path(item.static).name if item.static and kind != "foot sensor" else "",
        "forces": Path(item.forces).name if item.forces else "",
        "legs": legs,
        "reasons": {str(reason): int(count) for reason, count in reasons.items()},
        "same_walk": _digest_of_walk(steps),
        "report": "",
    }


def _digest_of_walk(steps: pd.DataFrame) -> str:
    """Tell a walk from any other by the times and angles of its steps; empty where there are too few of them.

    A recording that is there twice under other names, or in other formats, would count twice.
    """
    known = steps[["side", "contact_s", "off_s", "foot_progression_angle_deg"]][steps["used"].to_numpy(dtype=bool)]
    if len(known) < 3:
        return ""
    numbers = np.round(known.drop(columns="side").to_numpy(dtype=float), 3) + 0.0
    return hashlib.sha256(numbers.tobytes() + "".join(known["side"].astype(str)).encode()).hexdigest()[:32]


def _mean(values: Any) -> float | None:
    known = values[np.isfinite(values)]
    return round(float(known.mean()), 6) + 0.0 if len(known) else None


def _plain(value: Any) -> Any:
    """A cell as JSON knows it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return bool(value)
    number = float(value)
    return number if np.isfinite(number) else None


def _report_name(item: BatchItem, key: str) -> str:
    name = "".join(one if one.isalnum() or one in "-." else "_" for one in item.file)
    return f"reports/{name[:80]}-{key[:8]}"


def _holds_answers(path: Path) -> bool:
    """Whether a table has columns of a questionnaire, by its first line."""
    import pandas as pd

    from footwise.followup import other_columns

    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    line = head.decode("utf-8-sig", errors="replace").lstrip().partition("\n")[0]
    separator = max(",;\t|", key=line.count)
    names = list(dict.fromkeys(name.strip().strip('"') for name in line.split(separator)))
    try:
        found = len(names) - len(other_columns(pd.DataFrame(columns=pd.Index(names))))
    except FootwiseError:
        return True
    return found >= _FEWEST_ITEMS or any(name.lower().startswith("nrs") for name in names if found)
