"""Speed of the pose model beside the same weights inside mediapipe, and memory for a long clip, measured in one run."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mediapipe_process import mediapipe
from reference_environment import ReferenceMissingError

from footwise.recordings.film import open_clip, pictures
from footwise.samples import sample_path
from footwise.video.people import detect_people, find_landmarks, find_people, load_pose_model

HEADER = ("pose model", "measured", "aim")
ROUNDS = 3
FRAMES = 60
# Memory at the end of a clip as long as these, in pictures: the sample clip, once and four times over.
LENGTHS = (100, 400)


def table() -> list[tuple[str, str, str]]:
    """Lines of what was measured, ready to print."""
    clip = sample_path("four-cameras") / "videos" / "cam01.mp4"
    video = open_clip(clip)
    film = [picture for index, picture in pictures(video) if index < FRAMES]
    model = load_pose_model(threads=2)
    size = "{} × {}".format(*video.size_px)

    def whole() -> float:
        start = time.perf_counter()
        find_people(video, model=model, flip=False)
        return (time.perf_counter() - start) / video.frames

    region = detect_people(model, film[0])[0].region

    def ours() -> tuple[float, float]:
        following, start, cpu = region, time.perf_counter(), time.process_time()
        for picture in film:
            following = find_landmarks(model, picture, following, flip=False).following
        return (time.perf_counter() - start) / len(film), (time.process_time() - cpu) / len(film)

    ours()
    rounds: list[tuple[float, float]] = []
    theirs: list[float] = []
    files: list[float] = []
    beside = "could not be run"
    try:
        with mediapipe(clip, 0, FRAMES) as running:
            # In turns, so that a busy machine slows both alike.
            for _ in range(ROUNDS):
                rounds.append(ours())
                theirs.append(running.seconds() / len(film))
                files.append(whole())
        beside = f"{1 / statistics.median(theirs):.1f} frames/s"
    except ReferenceMissingError as error:
        beside = f"{beside}: {error}"
        rounds, files = [ours() for _ in range(ROUNDS)], [whole() for _ in range(ROUNDS)]
    wall = statistics.median(taken for taken, _ in rounds)
    lines = [
        (f"heavy, no flip, {size}, 2 threads: pictures in memory", f"{1 / wall:.1f} frames/s", ""),
        ("  CPU time of it a picture", f"{1e3 * statistics.median(cpu for _, cpu in rounds):.0f} ms", ""),
        ("  from the file, reading and finding people too", f"{1 / statistics.median(files):.1f} frames/s", "≥ 20"),
        ("mediapipe 0.10.21, same weights, pictures in memory", beside, ""),
    ]
    if theirs:
        ratios = [each / taken for each, (taken, _) in zip(theirs, rounds, strict=True)]
        ratio = f"{statistics.median(ratios):.2f}, {min(ratios):.2f}"
        lines.append(("  ratio, median and worst round", ratio, "≥ 1.5"))
    peaks = [peak_mib(clip, length) for length in LENGTHS]
    for length, peak in zip(LENGTHS, peaks, strict=True):
        lines.append((f"peak memory, clip of {length} pictures", f"{peak:.0f} MiB", "flat"))
    busy = os.getloadavg()[0]
    lines.append(("load of the machine at the end", f"{busy:.1f} on {os.cpu_count()} cores", ""))
    return lines


def peak_mib(clip: Path, length: int) -> float:
    """Peak memory of a fresh process that finds the people of a clip which is made `length` pictures long."""
    with tempfile.TemporaryDirectory() as folder:
        longer = Path(folder) / "longer.mp4"
        repeat(clip, longer, length)
        program = (
            "import json, resource, sys; from pathlib import Path; from footwise.recordings import open_clip; "
            "from footwise.video import find_people; find_people(open_clip(Path(sys.argv[1])), flip=False); "
            "print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))"
        )
        done = subprocess.run([sys.executable, "-c", program, str(longer)], capture_output=True, text=True, check=True)
    # Linux counts in KiB, macOS in bytes.
    return json.loads(done.stdout) / (1024**2 if sys.platform == "darwin" else 1024)


def repeat(clip: Path, out: Path, length: int) -> None:
    """Write a clip again and again into one file, its packets as they are."""
    import av

    with av.open(str(out), "w") as target:
        stream, shift, left = None, 0, length
        while left > 0:
            with av.open(str(clip)) as source:
                film = source.streams.video[0]
                stream = stream or target.add_stream_from_template(film)
                last = shift
                for packet in source.demux(film):
                    if packet.dts is None or left <= 0:
                        continue
                    last = max(last, packet.pts + shift + packet.duration)
                    packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, stream
                    target.mux(packet)
                    left -= 1
                shift = last


if __name__ == "__main__":
    for line in table():
        print("{:58} {:>20}  {}".format(*line))
