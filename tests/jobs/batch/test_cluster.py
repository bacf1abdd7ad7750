"""A cluster of two processes: the same bytes as on one core, whatever of it is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.jobs.batch.conftest import same_results, write_walks

from footwise.errors import FootwiseError
from footwise.jobs.batch import BatchOptions, run_batch

ANGLES = BatchOptions(angles_only=True)
FEW, MANY = 4, 40
# A batch in a process of its own, which can be killed.
CLIENT = """
import sys
from pathlib import Path
from footwise.jobs.batch import BatchOptions, run_batch
if __name__ == "__main__":
    place, out, workers = sys.argv[1:]
    def tell(what, done, total):
        print(done, flush=True)
    run_batch(Path(place), Path(out), workers=workers, options=BatchOptions(angles_only=True), progress=tell)
"""


@pytest.fixture(scope="module")
def walks(tmp_path_factory, treadmill_c3d):
    """So many different walks, and what one core makes of them."""
    made = {}

    def of(count: int) -> tuple[Path, Path]:
        if count not in made:
            place = tmp_path_factory.mktemp("walks")
            write_walks(place / "in", treadmill_c3d, *(f"P{k % 3}/walk {k}.c3d" for k in range(count)))
            run_batch(place / "in", place / "serial", workers="serial", options=ANGLES)
            made[count] = place / "in", place / "serial"
        return made[count]

    return of


COUNTS = [FEW, pytest.param(MANY, marks=pytest.mark.slow)]


@pytest.mark.parametrize("count", COUNTS)
def test_a_killed_worker_changes_nothing(walks, cluster, tmp_path, count):
    place, serial = walks(count)

    def kill(what, done, total):
        if done == 1 and cluster.worker.poll() is None:
            cluster.worker.kill()
            cluster.worker.wait()
            cluster.worker = cluster.new_worker()

    found = run_batch(place, tmp_path / "out", workers=cluster.address, options=ANGLES, progress=kill)
    assert found.failures.empty
    assert same_results(tmp_path / "out", serial)


@pytest.mark.parametrize("count", COUNTS)
def test_a_killed_scheduler_is_one_line_and_the_rest_goes_on(walks, cluster, tmp_path, count, monkeypatch):
    # Dask itself would wait ten.
    monkeypatch.setattr("footwise.jobs.batch.shared_out._SCHEDULER_BACK_WITHIN_S", 1.0)
    place, serial = walks(count)

    def kill(what, done, total):
        if done == 1 and what.endswith(".c3d"):
            cluster.scheduler.kill()

    with pytest.raises(FootwiseError, match=r"the scheduler is gone.*run the same command again"):
        run_batch(place, tmp_path / "out", workers=cluster.address, options=ANGLES, progress=kill)
    assert not (tmp_path / "out" / "steps.parquet").exists()
    found = run_batch(place, tmp_path / "out", workers="serial", options=ANGLES)
    assert found.measured_now < count
    assert same_results(tmp_path / "out", serial)


@pytest.mark.skipif(os.name == "nt", reason="kills as Unix does")
@pytest.mark.parametrize(("count", "workers"), [(FEW, "local"), pytest.param(MANY, "serial", marks=pytest.mark.slow)])
def test_a_killed_client_leaves_no_process_and_goes_on(walks, tmp_path, count, workers):
    place, serial = walks(count)
    command = [sys.executable, "-c", CLIENT, str(place), str(tmp_path / "out"), workers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        while int(client.stdout.readline()) < 1:
            pass
        client.send_signal(signal.SIGKILL)
    until = time.monotonic() + 30
    while (left := children_of(client.pid)) and time.monotonic() < until:
        time.sleep(0.2)
    assert not left
    found = run_batch(place, tmp_path / "out", workers="serial", options=ANGLES)
    assert found.measured_now < count
    assert same_results(tmp_path / "out", serial)


def children_of(client: int) -> list[str]:
    """Processes that were started to measure for a client."""
    found = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = one.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"footwise.jobs.batch.child" in words and str(client).encode() in words:
            found.append(one.parent.name)
    return found


def test_a_worker_of_another_version_is_refused(walks, cluster, tmp_path):
    import footwise

    place, _ = walks(FEW)
    house = Path(footwise.__file__).parent
    shutil.copytree(house, tmp_path / "other" / "footwise", ignore=shutil.ignore_patterns("clinic", "__pycache__"))
    (tmp_path / "other" / "footwise" / "version.py").write_text('__version__ = "0.0.9"\n', encoding="utf-8")
    cluster.worker.kill()
    cluster.worker.wait()
    cluster.worker = cluster.new_worker(PYTHONPATH=str(tmp_path / "other"))
    with pytest.raises(FootwiseError, match=r"has another Footwise.*0\.0\.9.*Install the same everywhere"):
        run_batch(place, tmp_path / "out", workers=cluster.address, options=ANGLES)
    assert list((tmp_path / "out" / "steps").iterdir()) == []
