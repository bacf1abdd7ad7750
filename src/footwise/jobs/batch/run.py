"""A batch: whatever lies in a folder or stands in a list is measured, each by itself, and put together at the end."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require
from footwise.jobs.batch.contents import KnownContents
from footwise.jobs.batch.items import BatchItem, BatchOptions, NotDone, key_of
from footwise.jobs.batch.planned_folder import Plan, plan_folder
from footwise.jobs.batch.planned_list import plan_list
from footwise.jobs.batch.shared_out import Limits, shared_out
from footwise.jobs.batch.store import REFUSED, SCORES, STEPS, is_done, part_path
from footwise.jobs.progress import Progress, no_progress
from footwise.outputs import DISK_FULL as _DISK_FULL
from footwise.outputs import clear_partial, disk_full, wait_for, whole_folder, write_text_whole
from footwise.settings import parse_json
from footwise.showing import counted, few_notes, html_table, lines

if TYPE_CHECKING:
    import pandas as pd

    from footwise.reports.figures import Figures

_LOCK, _CONTENTS = ".footwise-batch.lock", ".contents.json"
_KEPT_EVERY_S = 60.0
# What was left so long ago no other machine is writing any more.
_LEFT_S = 3600.0
_FOLDERS = (STEPS, SCORES, REFUSED)
_USUAL, _LIMITS = BatchOptions(), Limits()


@dataclass(frozen=True, eq=False, repr=False)
class BatchResult:
    """What a batch has come to.

    Attributes
    ----------
    out : Path
        Folder of the results.
    files : int
        How many were planned.
    summary : DataFrame
        One row a recording, condition and leg: how it was measured, how many steps were used, and the means.
    failures : DataFrame
        ``file``, ``person``, ``kind`` and ``reason`` of each file without a result.
    prescriptions : DataFrame
        One row a study.
    measured_now : int
        How many had not been done before.
    parts_of_others : int
        Parts in the folder that belong to other options, versions or contents.
    unused_static : tuple of str
        Standing trials that belong to no recording.
    """

    out: Path
    files: int
    summary: pd.DataFrame
    failures: pd.DataFrame
    prescriptions: pd.DataFrame
    measured_now: int
    parts_of_others: int
    unused_static: tuple[str, ...]

    @property
    def steps(self) -> pd.DataFrame:
        """Every step of every recording."""
        import pandas as pd

        return pd.read_parquet(self.out / "steps.parquet")

    @property
    def scores(self) -> pd.DataFrame | None:
        """Scores of all tables of answers; None where there were none."""
        import pandas as pd

        path = self.out / "scores.parquet"
        return pd.read_parquet(path) if path.is_file() else None

    def sentences(self) -> list[str]:
        """Say what was done and what was not, and what somebody should look at."""
        steps, used = int(self.summary["steps"].sum()), int(self.summary["steps_used"].sum())
        done = self.files - len(self.failures)
        said = [f"{done} of {counted(self.files, 'file')} done ({self.measured_now} now): {used} of {steps} steps used"]
        kinds = self.failures["kind"].value_counts()
        if len(kinds):
            told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
            said.append(f"Without a result, each with its reason in failures.csv: {told}")
        if self.unused_static:
            few = ", ".join(self.unused_static[:3]) + (" …" if len(self.unused_static) > 3 else "")
            said.append(f"{counted(len(self.unused_static), 'standing trial')} of no recording: {few}")
        if self.parts_of_others:
            said.append(
                f"{counted(self.parts_of_others, 'part')} of other options, versions or contents kept in steps, and "
                "not in steps.parquet"
            )
        return said

    def __repr__(self) -> str:
        """Tell what was done."""
        return lines(*self.sentences())

    def _repr_html_(self) -> str:
        """Show what failed as a table in a notebook."""
        first, *rest = self.sentences()
        rows = [tuple(map(str, row)) for row in self.failures[["file", "kind", "reason"]].head(20).to_numpy()]
        return html_table(first, ("file", "kind", "reason"), rows, ()) + few_notes(rest)

    def plot(self) -> Figures:
        """Draw what its page draws: how the means of the recordings are distributed."""
        from footwise.reports.batch import batch_figures
        from footwise.reports.figures import on_their_own

        return on_their_own(batch_figures(self.summary))


def _refuse_no_text(folder: Path) -> None:
    """Every row names its file, and no table can hold a name whose bytes are no text."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        shown = os.fsencode(folder).decode("utf-8", "backslashreplace")
        raise FootwiseError(shown, "has bytes in its name that are no UTF-8", "Rename the folder") from None


def run_batch(
    source: Path,
    out: Path,
    *,
    workers: str = "local",
    options: BatchOptions = _USUAL,
    limits: Limits = _LIMITS,
    progress: Progress = no_progress,
) -> BatchResult:
    """Measure all recordings, prescribe from all studies and score all questionnaires of a folder or list.

    What has been done before from the same contents, with the same options, by the same Footwise, is not done again:
    a run that was stopped, however that went, goes on when it is started again, and ends with the same files.

    Parameters
    ----------
    source : Path
        A folder, see `plan_folder`, or a CSV file, see `plan_list`.
    out : Path
        Folder of the results.
    workers : str
        ``local`` for all cores, ``serial`` for one, or the address of a Dask scheduler whose workers see the same
        folders under the same names. The results do not depend on it.
    options : BatchOptions
    limits : Limits
    progress : Progress

    Raises
    ------
    FootwiseError
        The list or an option cannot be used, the results cannot be written, another batch is writing there, the
        cluster is gone, or a package is missing. What is wrong with a single file is a row of `failures`.
    """
    require("pyarrow")
    if workers != "serial":
        require("distributed")
    options = _checked(options, limits)
    out = Path(os.path.abspath(out))
    for folder in (out, Path(os.path.abspath(source))):
        _refuse_no_text(folder)
    plan = (
        plan_folder(source, leave_out=out) if source.is_dir() or source.suffix.lower() != ".csv" else plan_list(source)
    )
    if not plan.items and not plan.not_done:
        raise FootwiseError(source, "holds nothing to measure", "Give a folder with recordings", ErrorKind.BAD_REQUEST)
    with _alone(out):
        contents = _contents_of(out)
        try:
            return _run(plan, out, workers, options, limits, contents, progress)
        except OSError as error:
            if error.errno in _DISK_FULL:
                raise disk_full(out) from error
            raise


class _DamagedError(Exception):
    """Parts that cannot be read: written before a power cut, say."""

    def __init__(self, items: list[BatchItem]) -> None:
        super().__init__(items)
        self.items = items


def _run(
    plan: Plan, out: Path, workers: str, options: BatchOptions, limits: Limits, contents: KnownContents, tell: Progress
) -> BatchResult:
    from footwise.jobs.batch.gathered import plan_digest, planned_before

    keys = _known_keys(plan, options, contents)
    todo = [item for item in plan.items if not is_done(out, keys.get(item.file, "-"))]
    not_done: dict[str, NotDone] = {}
    total = len(plan.items)
    tell("planned", total - len(todo), total)
    if not todo and planned_before(out) == plan_digest(plan.items, keys, plan.not_done):
        return _as_before(plan, out, keys)

    now = 0

    def do(items: list[BatchItem]) -> None:
        nonlocal now
        if items:
            now += _do(items, total, keys, not_done, out, workers, options, limits, contents, tell)

    do(todo)
    tell("putting together", total, total)
    try:
        return _put_together(plan, out, keys, not_done, now)
    except _DamagedError as damaged:
        for item in damaged.items:
            for folder in _FOLDERS:
                part_path(out, folder, keys.get(item.file, "-")).unlink(missing_ok=True)
        do(damaged.items)
        return _put_together(plan, out, keys, not_done, now, again=True)


def _put_together(
    plan: Plan, out: Path, keys: dict[str, str], not_done: dict[str, NotDone], now: int, *, again: bool = False
) -> BatchResult:
    """Write what all parts come to, whole; raises `_DamagedError` the first time that some cannot be read."""
    from footwise.jobs.batch.gathered import BATCH_FILES, REPORT_FILE, gather, plan_digest, write_gathered
    from footwise.reports.batch import batch_report

    digest = plan_digest(plan.items, keys, [*plan.not_done, *not_done.values()])
    files = len(plan.items) + len(plan.not_done)
    with whole_folder(out, belonging=BATCH_FILES) as folder:
        found = gather(plan.items, keys, not_done, out, folder)
        if found.damaged and not again:
            raise _DamagedError(found.damaged)
        found.failures += [
            NotDone(one.file, "bad part", "its part cannot be read", one.person) for one in found.damaged
        ]
        summary, prescriptions, failures = write_gathered(found, plan.not_done, folder, digest)
        page = batch_report(
            summary, failures, prescriptions, reasons=found.reasons, files=files, done=found.done,
            unused_static=plan.unused_static,
        )  # fmt: skip
        (folder / REPORT_FILE).write_text(page, encoding="utf-8")
    others = _others(out, found.parts)
    return BatchResult(out, files, summary, failures, prescriptions, now, others, plan.unused_static)


def _do(
    items: list[BatchItem],
    total: int,
    keys: dict[str, str],
    not_done: dict[str, NotDone],
    out: Path,
    workers: str,
    options: BatchOptions,
    limits: Limits,
    contents: KnownContents,
    tell: Progress,
) -> int:
    """Do items, and take note of what each has come to; gives how many had not been done before."""
    for name in _FOLDERS:
        (out / name).mkdir(exist_ok=True)
    kept = time.monotonic()
    done, now = total - len(items), 0
    try:
        for item, answer in shared_out(items, options, out, limits, workers):
            done, now = done + 1, now + int(answer.get("now", True))
            tell(item.file, done, total)
            keys[item.file] = answer["key"]
            if answer.get("not_done"):
                not_done[item.file] = NotDone(**answer["not_done"])
            for path, (state, digest) in answer.get("contents", {}).items():
                contents.learn(path, (state[0], state[1], state[2], state[3]), digest)
            if time.monotonic() - kept > _KEPT_EVERY_S:
                kept = time.monotonic()
                _keep(contents, out)
    finally:
        _keep(contents, out)
    return now


def _known_keys(plan: Plan, options: BatchOptions, contents: KnownContents) -> dict[str, str]:
    """Names of the parts of all items whose contents are known."""
    keys = {}
    for item in plan.items:
        digests = contents.all_of(item.sources(options))
        if digests is not None:
            keys[item.file] = key_of(item, options, digests)
    return keys


def _failures_in(path: Path) -> pd.DataFrame:
    """Read what had no result; nothing but the names of columns where all had."""
    import pandas as pd

    from footwise.tables import read_csv

    names, *rows = path.read_text(encoding="utf-8").splitlines()
    return read_csv(path) if rows else pd.DataFrame(columns=names.split(","), dtype=str)


def _as_before(plan: Plan, out: Path, keys: dict[str, str]) -> BatchResult:
    """What stands there already."""
    import pandas as pd

    from footwise.jobs.batch.gathered import FAILURES_FILE, PRESCRIPTION_COLUMNS, PRESCRIPTIONS_FILE, SUMMARY_FILE

    failures = _failures_in(out / FAILURES_FILE)
    written = out / PRESCRIPTIONS_FILE
    prescriptions = pd.read_parquet(written) if written.is_file() else pd.DataFrame(columns=list(PRESCRIPTION_COLUMNS))
    parts = {f"part-{key}" for key in keys.values()}
    return BatchResult(
        out,
        len(plan.items) + len(plan.not_done),
        pd.read_parquet(out / SUMMARY_FILE),
        failures,
        prescriptions,
        0,
        _others(out, parts),
        plan.unused_static,
    )


def _others(out: Path, mine: set[str]) -> int:
    """How many parts of steps belong to none of these."""
    try:
        with os.scandir(out / STEPS) as entries:
            return sum(
                one.name.endswith(".parquet") and one.name.removesuffix(".parquet") not in mine for one in entries
            )
    except OSError:
        return 0


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep every other batch from writing into a folder, and clear what killed ones have left there."""
    if out.exists() and not out.is_dir():
        raise FootwiseError(out, "is a file, and a folder is needed", "Choose another folder with `out`")
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = wait_for(out / _LOCK, 0.0)
    except OSError as error:
        if error.errno in _DISK_FULL:
            raise disk_full(out) from error
        trouble = f"cannot be written ({(error.strerror or str(error)).lower()})"
        raise FootwiseError(out, trouble, "Choose another folder with `out`") from error
    if lock is None:
        raise FootwiseError(
            out, "another batch is writing into it", "Wait until it is done, or choose another folder with `out`"
        )
    try:
        for name in _FOLDERS:
            clear_partial(out / name, older_than=time.time() - _LEFT_S)
        yield
    finally:
        lock.release()


def _contents_of(out: Path) -> KnownContents:
    try:
        told = parse_json((out / _CONTENTS).read_text(encoding="utf-8"))
        return KnownContents({path: (tuple(state), digest) for path, (state, digest) in told.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        # Then they are read again.
        return KnownContents()


def _keep(contents: KnownContents, out: Path) -> None:
    write_text_whole(out / _CONTENTS, json.dumps(contents.kept(), sort_keys=True))


def _checked(options: BatchOptions, limits: Limits) -> BatchOptions:
    """See that what holds for every file can be used at all: else every file would fail by it."""
    from dataclasses import replace

    from footwise.jobs.foot_calibration import how_to_calibrate

    maps = {}
    for name in ("marker_map", "column_map"):
        path = getattr(options, name)
        if path:
            if not Path(path).is_file():
                raise FootwiseError(Path(path), "there is no such file", "Check the name and the folder")
            maps[name] = os.path.abspath(path)
    if options.calibration is not None:
        how_to_calibrate(options.calibration)
    if options.gravity not in (None, "up", "down"):
        raise FootwiseError("`gravity`", f"is {options.gravity!r}", "Say up or down")
    if options.like not in ("", "plug-in-gait"):
        raise FootwiseError("`like`", f"is {options.like!r}", "Say plug-in-gait")
    if options.coding not in (None, "0-4", "1-5", "labels"):
        raise FootwiseError("`coding`", f"is {options.coding!r}", "Say 0-4, 1-5 or labels")
    if not 0.1 <= limits.memory_gb <= 10_000:
        raise FootwiseError("`memory_gb`", f"is {limits.memory_gb:g}", "Give gigabytes, at least 0.1")
    if not 1 <= limits.longest_s <= 7 * 24 * 3600:
        raise FootwiseError("`longest_s`", f"is {limits.longest_s:g}", "Give seconds, from 1 to a week")
    return replace(options, **maps)
