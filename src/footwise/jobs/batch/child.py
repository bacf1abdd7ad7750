"""The process in which items are done one after the other: requests come in as lines of JSON, and so do answers go out.

It stays warm, since what an item needs first is loaded once for all, and it dies alone, whatever an item does to it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import time
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from footwise.jobs.batch.contents import KnownContents
from footwise.jobs.batch.items import BatchItem, BatchOptions, NotDone, code_version
from footwise.settings import parse_json

MEMORY = "memory limit"
UNEXPECTED = "unexpected"
# Of a run whose client was killed nobody says that it has ended.
_IDLE_S = 120.0
_LOOKS_EVERY_S = 0.5


def main() -> None:
    """Answer requests until nobody asks any more."""
    told = _own_stdout()
    # Ctrl-C is for the one who asked; this process ends when that one does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore", RuntimeWarning)
    gc.set_threshold(50_000, 20, 20)
    parent = int(sys.argv[1])
    contents = KnownContents()
    asked = [time.monotonic(), 0.0]
    threading.Thread(target=_end_when_alone, args=(parent, asked), daemon=True).start()
    _say(told, {"version": code_version()})
    for line in sys.stdin:
        asked[1] = 1.0
        request = parse_json(line)
        _limit_memory(int(request["memory"]))
        answer, go_on = _answer(request, contents, told)
        _say(told, answer)
        asked[:] = [time.monotonic(), 0.0]
        if not go_on:
            return


def _answer(request: dict[str, Any], contents: KnownContents, told: TextIO) -> tuple[dict[str, Any], bool]:
    """Do what is asked; the second value is False where this process should not go on."""
    from footwise.jobs.batch.one_item import do_item
    from footwise.outputs import DISK_FULL

    item = item_of(request["item"])
    options = options_of(request["options"])
    key = ""

    def begun(its_key: str) -> None:
        nonlocal key
        key = its_key
        _say(told, {"begun": its_key})

    try:
        key, not_done, now = do_item(item, options, Path(request["out"]), contents, begun)
        sources = item.sources(options)
        known = {path: one for path, one in contents.kept().items() if path in sources}
        told_of_it = None if not_done is None else asdict(not_done)
        return {"key": key, "not_done": told_of_it, "contents": known, "now": now}, True
    except MemoryError:
        why = f"needs more than the {request['memory'] / 1e9:g} GB of memory that a file may take"
        return {"key": key, "not_done": asdict(NotDone(item.file, MEMORY, why, item.person))}, False
    except OSError as error:
        if error.errno in DISK_FULL:
            return {"key": key, "stop": "the disk is full"}, True
        return {"key": key, "not_done": _surprise(item, error)}, True
    except Exception as error:
        full = getattr(error.__cause__, "errno", None) in DISK_FULL
        return {"key": key, "stop": "the disk is full"} if full else {
            "key": key,
            "not_done": _surprise(item, error),
        }, True


def _surprise(item: BatchItem, error: Exception) -> dict[str, Any]:
    why = f"this should not have happened ({type(error).__name__}: {error}). Please report it"
    return asdict(NotDone(item.file, UNEXPECTED, why, item.person))


def item_of(told: dict[str, Any]) -> BatchItem:
    """An item from what JSON makes of it."""
    return BatchItem(**{**told, "beside": tuple(told["beside"])})


def options_of(told: dict[str, Any]) -> BatchOptions:
    """Options from what JSON makes of them."""
    return BatchOptions(**{**told, "missing_codes": tuple(told["missing_codes"])})


def _own_stdout() -> TextIO:
    """Keep the way out for answers: what a library prints goes elsewhere."""
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(own, "w", encoding="utf-8", newline="\n")


def _say(told: TextIO, answer: dict[str, Any]) -> None:
    told.write(json.dumps(answer, ensure_ascii=True) + "\n")
    told.flush()


def _end_when_alone(parent: int, asked: list[float]) -> None:
    """End with the one who asks, however that went, and when nobody has asked for long."""
    while True:
        time.sleep(_LOOKS_EVERY_S)
        if os.getppid() != parent or (not asked[1] and time.monotonic() - asked[0] > _IDLE_S):
            os._exit(0)


def _limit_memory(most_bytes: int) -> None:
    """Let one item take so much more than what is loaded already."""
    try:
        import resource
    except ImportError:
        # Windows has no such limit for a process itself.
        return
    try:
        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        now = 0
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = now + most_bytes
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
