"""Our decoder of the pose model beside mediapipe 0.10.21 with the same weights, on pictures of the public clips."""

from pathlib import Path

import numpy as np
from markdown_table import markdown_table
from mediapipe_process import KEPT, SIDE_VIEW
from phone_video_alone import side_clip
from phone_video_cameras import FEET, clips

from footwise.recordings.film import open_clip, pictures
from footwise.video.people import detect_people, find_landmarks, load_pose_model

STORED = Path(__file__).parents[1] / "tests" / "video" / "data" / "mediapipe_landmarks.npz"
HEADER = ("clip", "pictures", "person is tall", "foot points apart, median / p90", "all 33 points, median / p90")


def rows() -> list[tuple[str, ...]]:
    """Distances in every clip, each person followed from picture to picture as mediapipe does."""
    model = load_pose_model(threads=2)
    found = []
    with np.load(STORED) as stored:
        for clip in (*clips(), side_clip()):
            frames = stored[f"{clip.stem}_frames"].astype(int).tolist()
            theirs = stored[f"{clip.stem}_points_px"]
            first, _, top = SIDE_VIEW if clip == side_clip() else (0, 0, 0)
            region, apart, tall = None, [], []
            for index, picture in pictures(open_clip(clip)):
                if not first <= index <= frames[-1]:
                    continue
                picture = np.ascontiguousarray(picture[top:])
                region = region or detect_people(model, picture)[0].region
                # mediapipe does not look in a mirror.
                pose = find_landmarks(model, picture, region, flip=False)
                region = pose.following
                if index in frames:
                    off = pose.points_px + np.array([0, top]) - theirs[frames.index(index)]
                    apart.append(np.hypot(*off.T))
                    tall.append(np.ptp(pose.points_px[:, 1]))
            feet, every = np.array(apart)[:, FEET], np.array(apart)
            found.append(
                (
                    clip.name,
                    str(len(apart)),
                    f"{np.median(tall):.0f} px",
                    f"{np.median(feet):.1f} / {np.percentile(feet, 90):.1f} px",
                    f"{np.median(every):.1f} / {np.percentile(every, 90):.1f} px",
                )
            )
    return found


def part() -> str:
    """The section of docs/validation.md."""
    return (
        "## Phone video: the decoder beside mediapipe\n\nThe same weights in Footwise's own decoder and in mediapipe "
        f"0.10.21, whose landmarks are stored for {KEPT} pictures of each clip; both look once, without the mirror "
        "and without smoothing. The person is cut out of the picture a little differently, and the model answers to "
        "that: neither is the truth.\n\n" + markdown_table(HEADER, rows())
    )
