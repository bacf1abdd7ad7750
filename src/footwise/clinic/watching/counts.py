"""What a server counts, in the text that Prometheus reads: of its process, its jobs, its store; nothing of a person."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone

from footwise.version import __version__

# Seconds within which so many requests were answered; the bar of a page is 0.1.
_WITHIN = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_lock = threading.Lock()
_requests: Counter[tuple[str, str, str]] = Counter()
_within: Counter[float] = Counter()
_total = {"seconds": 0.0, "count": 0}


def count_request(page: str, method: str, status: int, seconds: float) -> None:
    """Count a request that was answered."""
    with _lock:
        _requests[page, method, f"{status // 100}xx"] += 1
        for most in _WITHIN:
            if seconds <= most:
                _within[most] += 1
        _total["seconds"] += seconds
        _total["count"] += 1


def counts() -> str:
    """Give all of it as text."""
    return "".join(line + "\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield from _metric("footwise_info", "gauge", "The version that runs.", [({"version": __version__}, 1)])
    with _lock:
        answered, within, total = dict(_requests), dict(_within), dict(_total)
    yield from _metric(
        "footwise_requests_total", "counter", "Requests answered since the start, by page.",
        (({"page": page, "method": method, "status": status}, number)
         for (page, method, status), number in sorted(answered.items())),
    )  # fmt: skip
    name = "footwise_request_seconds"
    yield from _head(name, "histogram", "How long they took.")
    for most in _WITHIN:
        yield _sample(f"{name}_bucket", {"le": str(most)}, within.get(most, 0))
    yield _sample(f"{name}_bucket", {"le": "+Inf"}, total["count"])
    yield _sample(f"{name}_sum", {}, total["seconds"])
    yield _sample(f"{name}_count", {}, total["count"])
    yield from _process()
    yield from _store()


def _process() -> Iterator[str]:
    try:
        import resource
    except ImportError:
        # Windows does not tell.
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime
    yield from _metric("process_cpu_seconds_total", "counter", "Time of a core that the server used.", [({}, seconds)])
    yield from _metric(
        "process_max_resident_bytes", "gauge", "Most memory that it needed.", [({}, used.ru_maxrss * 1024)]
    )


def _store() -> Iterator[str]:
    from footwise.clinic.audit import Entry
    from footwise.clinic.work import Job

    jobs = Job.objects.values("state").annotate(number=Count("pk")).order_by("state")
    rows = [({"state": row["state"]}, row["number"]) for row in jobs]
    yield from _metric("footwise_jobs", "gauge", "Jobs by their state.", rows)
    oldest = Job.objects.filter(state="waiting").aggregate(at=Min("asked_at"))["at"]
    waited = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield from _metric("footwise_oldest_job_seconds", "gauge", "How long the oldest waits.", [({}, waited)])
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first()
    yield from _metric("footwise_record_entries", "gauge", "Length of the record.", [({}, last or 0)])
    backed_up = Entry.objects.filter(action="back up").order_by("-number").values_list("at", flat=True).first()
    yield from _metric(
        "footwise_last_backup_timestamp_seconds", "gauge", "When the newest backup was made; 0 for never.",
        [({}, backed_up.timestamp() if backed_up else 0)],
    )  # fmt: skip
    free = shutil.disk_usage(settings.HOME.folder).free
    yield from _metric("footwise_disk_free_bytes", "gauge", "Room in the clinic's folder.", [({}, free)])
    connection.close()


def _metric(name: str, kind: str, says: str, samples: Iterable[tuple[dict[str, str], Any]]) -> Iterator[str]:
    yield from _head(name, kind, says)
    for labels, value in samples:
        yield _sample(name, labels, value)


def _head(name: str, kind: str, says: str) -> Iterator[str]:
    yield f"# HELP {name} {says}"
    yield f"# TYPE {name} {kind}"


def _sample(name: str, labels: dict[str, str], value: Any) -> str:
    told = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{told}}} {value}" if told else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
