"""Speed, memory and planning of a batch: many different copies of the samples, on one core, on all, and as commands.

    FOOTWISE_BATCH_COPIES=200 python benchmarks/validate.py batch

measures fewer copies than the 2,000 that the page is meant for, where the machine is not free.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from markdown_table import markdown_table
from recording_copies import write_copies

from footwise.jobs.batch import BatchOptions, run_batch
from footwise.samples import sample_path

COPIES = 2000
# One in five is of foot sensors.
SENSORS = 0.2
COMMANDS = 5
PLANNED = 10_000
_EVERY_S = 0.5


@dataclass
class Run:
    """One batch, as it was seen from outside."""

    seconds: float = 0.0
    processor_s: float = 0.0
    times: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def part(self, begin: float, end: float) -> float:
        """Seconds a file within a part of the run, from 0 to 1."""
        first, last = int(begin * (len(self.times) - 1)), int(end * (len(self.times) - 1))
        return (self.times[last] - self.times[first]) / max(last - first, 1)

    def largest(self, begin: float, end: float) -> float:
        """Most memory within a part of the run, of all its processes together."""
        first, last = int(begin * len(self.megabytes)), max(int(end * len(self.megabytes)), 1)
        return max(self.megabytes[first:last], default=0.0)


def processor_s() -> float:
    """Seconds that the processor has worked for this process and those that it has ended: other programs count not."""
    import resource

    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def measured(place: Path, out: Path, workers: str) -> Run:
    """Run a batch and look at its processes meanwhile."""
    import psutil

    run, ended = Run(), threading.Event()

    def look() -> None:
        me = psutil.Process()
        while not ended.wait(_EVERY_S):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            run.megabytes.append(total / 1e6)

    watcher = threading.Thread(target=look)
    watcher.start()
    began, busy = time.perf_counter(), processor_s()
    try:
        run_batch(place, out, workers=workers, progress=lambda *_: run.times.append(time.perf_counter() - began))
        run.seconds, run.processor_s = time.perf_counter() - began, processor_s() - busy
    finally:
        ended.set()
        watcher.join()
    return run


def seconds_of_commands(place: Path, out: Path, count: int) -> tuple[float, float]:
    """Seconds a file of single commands, in the mix of the copies: by the clock, and of the processor."""
    files = {
        ".c3d": sorted(place.rglob("*.c3d"))[:count],
        ".csv": sorted(place.rglob("*.csv"))[:count],
    }
    each: dict[str, tuple[float, float]] = {}
    for ending, some in files.items():
        taken = []
        for file in some:
            began, busy = time.perf_counter(), processor_s()
            words = ["-c", "from footwise.cli import main; main()", "analyse", str(file), "--out", str(out)]
            subprocess.run([sys.executable, *words], check=True, capture_output=True)
            taken.append((time.perf_counter() - began, processor_s() - busy))
        each[ending] = statistics.median(one for one, _ in taken), statistics.median(one for _, one in taken)
    clock, processor = ((1 - SENSORS) * each[".c3d"][k] + SENSORS * each[".csv"][k] for k in (0, 1))
    return clock, processor


def same(one: Path, other: Path) -> bool:
    """Whether two batches wrote the same bytes."""
    names = [path.relative_to(one) for path in one.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return all((one / name).read_bytes() == (other / name).read_bytes() for name in names)


def seconds_of_planning(folder: Path) -> float:
    """Seconds of a batch that has nothing to do; each file is a small one of its own, which was refused before."""
    place = folder / "planned"
    for number in range(PLANNED):
        path = place / f"P{number // 20:04d}" / f"walk_{number:05d}.c3d"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\2P" + number.to_bytes(4, "little") * 300)
    # What is younger than the clock can tell would be read again.
    time.sleep(4)
    words = ["-c", "from footwise.cli import main; main()", "batch", str(place), "--out", str(folder / "plan-out")]
    subprocess.run([sys.executable, *words, "--workers", "serial"], check=True, capture_output=True)
    began = time.perf_counter()
    told = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True).stdout
    assert "(0 now)" in told, told
    return time.perf_counter() - began


def part() -> str:
    """Write the part of the page."""
    copies = int(os.environ.get("FOOTWISE_BATCH_COPIES", COPIES))
    sample_path("treadmill", quiet=True)
    with tempfile.TemporaryDirectory(prefix="footwise-batch-") as name:
        folder = Path(name)
        sensors = round(SENSORS * copies)
        write_copies(folder / "in", copies - sensors, sensors)
        time.sleep(4)
        busy = os.getloadavg()[0]
        command, command_s = seconds_of_commands(folder / "in", folder / "command", COMMANDS)
        serial = measured(folder / "in", folder / "serial", "serial")
        local = measured(folder / "in", folder / "local", "local")
        equal = same(folder / "serial", folder / "local")
        began = time.perf_counter()
        again = run_batch(folder / "in", folder / "local", options=BatchOptions())
        nothing = time.perf_counter() - began
        planning = seconds_of_planning(folder)
    assert again.measured_now == 0
    faster, against = serial.seconds / local.seconds, command * copies / local.seconds
    rows = [
        ("On all cores against one", f"{faster:.2f} ×", "≥ 1.8 ×"),
        ("Files a second, on all cores", f"{copies / local.seconds:.1f}", ""),
        ("Files a second, single commands", f"{1 / command:.2f}", ""),
        ("On all cores against single commands", f"{against:.0f} ×", "≥ 25 ×"),
        ("Processor seconds a file: command, one core, all cores",
         f"{command_s:.3f}, {serial.processor_s / copies:.3f}, {local.processor_s / copies:.3f}", ""),
        ("Seconds a file, first and last quarter, one core",
         f"{serial.part(0.02, 0.25):.3f}, {serial.part(0.75, 1):.3f}", "linear"),
        ("Memory of all processes, first and last quarter, all cores",
         f"{local.largest(0.1, 0.25):.0f} MB, {local.largest(0.75, 1):.0f} MB", "flat"),
        ("One core and all cores: same bytes", "yes" if equal else "NO", "yes"),
        (f"The same {copies} again, nothing to do", f"{nothing:.1f} s", ""),
        (f"{PLANNED:,} files planned, nothing to do, with the start of the command", f"{planning:.1f} s", "≤ 30 s"),
    ]  # fmt: skip
    alone = "" if busy < 1 else f" Other programs kept the machine busy meanwhile (load {busy:.1f} before it began)."
    return (
        f"## A batch of many recordings\n\n{copies:,} different copies of the samples, {copies - sensors:,} C3D of "
        f"12 s and {sensors:,} tables of two foot sensors, on {os.cpu_count()} cores.{alone}\n\n"
        + markdown_table(("what", "measured", "bar"), rows)
    )


if __name__ == "__main__":
    print(part())
