"""Items shared out: one after the other, over this machine's cores, or over a cluster, with few of them under way."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.jobs.batch.items import BatchItem, BatchOptions, NotDone, code_version
from footwise.jobs.batch.warm_process import close_all, close_idle, done_in_process
from footwise.workers import connected

IN_FLIGHT = 4
"""Items under way for each worker: enough that none waits, few enough that memory stays as it is."""
LOST = "worker lost"
_LOOKS_EVERY_S = 2.0
_WORKERS_WITHIN_S = 60.0
_SCHEDULER_BACK_WITHIN_S = 10.0
_AGAIN = "What is measured is kept: run the same command again, and it goes on"


@dataclass(frozen=True)
class Limits:
    """What one file may take.

    Attributes
    ----------
    memory_gb : float
        Beyond what is loaded for all.
    longest_s : float
    """

    memory_gb: float = 8.0
    longest_s: float = 600.0


def requests(items: Sequence[BatchItem], options: BatchOptions, out: Path, limits: Limits) -> Iterator[dict[str, Any]]:
    """Say what is to be done of each item, in a few hundred bytes: what is measured does not pass the scheduler."""
    shared = {
        "options": asdict(options), "out": str(out), "memory": int(limits.memory_gb * 1e9),
        "longest_s": limits.longest_s, "version": code_version(),
    }  # fmt: skip
    for item in items:
        yield {"item": asdict(item), **shared}


def shared_out(
    items: Sequence[BatchItem], options: BatchOptions, out: Path, limits: Limits, workers: str
) -> Iterator[tuple[BatchItem, dict[str, Any]]]:
    """Do items, and give the answer to each as it comes, in any order.

    Raises
    ------
    FootwiseError
        No scheduler, no worker, a worker of another version, a full disk, or a cluster that is gone.
    """
    if workers == "serial":
        try:
            for item, request in zip(items, requests(items, options, out, limits), strict=True):
                yield item, _not_stopped(done_in_process(item, request), "this machine", out)
        finally:
            close_all()
        return
    with _quiet(), connected(workers, processes=False) as client:
        try:
            yield from _over_workers(client, items, list(requests(items, options, out, limits)), workers, out)
        finally:
            if workers == "local":
                close_all()
            else:
                _close_theirs(client)


def on_worker(request: dict[str, Any]) -> dict[str, Any]:
    """Do one item on a worker of Dask."""
    import socket

    from footwise.jobs.batch.child import item_of

    where = socket.gethostname()
    if code_version() != request["version"]:
        return {"key": "", "where": where, "stop": f"has another Footwise ({code_version()})"}
    return done_in_process(item_of(request["item"]), request) | {"where": where}


def _over_workers(
    client: Any, items: Sequence[BatchItem], asked: Sequence[dict[str, Any]], workers: str, out: Path
) -> Iterator[tuple[BatchItem, dict[str, Any]]]:
    _wait_for_workers(client, workers)
    _same_version(client, workers)
    run = f"footwise-batch-{time.time_ns()}"
    under_way: dict[Any, tuple[int, int]] = {}
    left = iter(range(len(items)))

    def submit(number: int, tries: int) -> None:
        future = client.submit(on_worker, asked[number], key=f"{run}-{number}-{tries}", pure=False)
        under_way[future] = (number, tries)

    gone_since: float | None = None
    cores, counted = 1, 0.0
    while True:
        if time.monotonic() - counted > _LOOKS_EVERY_S:
            # Workers come and go.
            cores, counted = max(_cores(client), 1), time.monotonic()
        most = IN_FLIGHT * cores
        while len(under_way) < most and (number := next(left, None)) is not None:
            submit(number, 0)
        if not under_way:
            return
        done = _some_done(client, list(under_way))
        gone_since = _still_there(client, workers, gone_since)
        for future in done:
            number, tries = under_way.pop(future)
            item = items[number]
            try:
                answer = future.result(timeout=_SCHEDULER_BACK_WITHIN_S)
            except Exception as error:
                gone_since = _still_there(client, workers, gone_since)
                # Its workers were killed over it again and again; perhaps for what another one did.
                if tries == 0:
                    submit(number, 1)
                    continue
                why = f"was on workers that went ({type(error).__name__}). Run the batch again"
                answer = {"key": "", "not_done": asdict(NotDone(item.file, LOST, why, item.person))}
            future.release()
            yield item, _not_stopped(answer, f"worker {answer.get('where', '')}".strip(), out)


def _not_stopped(answer: dict[str, Any], who: str, out: Path) -> dict[str, Any]:
    """Give the answer, unless it says that the batch cannot go on."""
    stop = answer.get("stop")
    if stop == "the disk is full":
        raise FootwiseError(out, stop, f"Free some space. {_AGAIN}")
    if stop:
        raise FootwiseError(who, f"{stop}, not {code_version()}", f"Install the same everywhere. {_AGAIN}")
    return answer


def _some_done(client: Any, futures: list[Any]) -> list[Any]:
    """Those that are done, as soon as there is one or some time has passed."""
    require("distributed")
    from distributed import wait

    try:
        return list(wait(futures, timeout=_LOOKS_EVERY_S, return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return []
    except Exception:
        # Cancelled, since the scheduler is gone.
        time.sleep(0.1)
        return [one for one in futures if one.status not in ("pending", "lost")]


def _still_there(client: Any, workers: str, since: float | None) -> float | None:
    """See that there is a scheduler; gives the time since when there is none."""
    if client.status == "running":
        return None
    since = time.monotonic() if since is None else since
    if client.status == "closed" or time.monotonic() - since > _SCHEDULER_BACK_WITHIN_S:
        raise FootwiseError(workers, "the scheduler is gone", _AGAIN)
    time.sleep(0.1)
    return since


def _cores(client: Any) -> int:
    try:
        return int(sum(client.nthreads().values()))
    except Exception:
        return 0


def _wait_for_workers(client: Any, workers: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKERS_WITHIN_S)
    except TimeoutError:
        raise FootwiseError(workers, "the scheduler has no workers", "Start some with: dask worker ADDRESS") from None


def _same_version(client: Any, workers: str) -> None:
    """Ask every worker for its Footwise before any is asked for more."""
    mine = code_version()
    for where, theirs in client.run(code_version, on_error="return").items():
        if theirs != mine:
            has = theirs if isinstance(theirs, str) else f"none ({theirs})"
            raise FootwiseError(
                f"worker {where}", f"has another Footwise: {has}, not {mine}", "Install the same everywhere"
            )


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask says of a cluster that goes, this says in one line."""
    import logging

    log = logging.getLogger("distributed")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)


def _close_theirs(client: Any) -> None:
    try:
        if client.status == "running":
            client.run(close_idle, on_error="ignore")
    except Exception:
        # They end by themselves when nobody asks.
        return
