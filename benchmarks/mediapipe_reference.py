"""Landmarks and speed of mediapipe 0.10.21 with the same weights, as a program of its own for comparison.

It needs an older NumPy than Footwise, so it runs in an environment of its own (`mediapipe_process.py` makes it) and
talks through its standard output alone. The first line that it prints is JSON with the landmarks of every picture, not
smoothed; each line that it is sent then makes it look at all pictures once more, and answer with the seconds that took.

    python mediapipe_reference.py cam01.mp4 FIRST COUNT TOP
"""

import json
import sys
import time

import cv2
import mediapipe as mp


def pictures(clip: str, first: int, count: int, top: int) -> list:
    """Pictures of a clip, without their uppermost `top` rows."""
    film = cv2.VideoCapture(clip)
    found = []
    for index in range(first + count):
        there, picture = film.read()
        if not there:
            break
        if index >= first:
            found.append(cv2.cvtColor(picture[top:], cv2.COLOR_BGR2RGB))
    return found


def landmarks(film: list) -> list:
    """Points of each picture in pixels of what is left of it, or None."""
    found = []
    with mp.solutions.pose.Pose(model_complexity=2, smooth_landmarks=False) as pose:
        for picture in film:
            height, width = picture.shape[:2]
            seen = pose.process(picture).pose_landmarks
            found.append(seen and [[point.x * width, point.y * height] for point in seen.landmark])
    return found


def seconds(film: list) -> float:
    """How long mediapipe takes for all pictures, decoded before, its own loading not counted."""
    with mp.solutions.pose.Pose(model_complexity=2, smooth_landmarks=False) as pose:
        pose.process(film[0])
        start = time.perf_counter()
        for picture in film:
            pose.process(picture)
        return time.perf_counter() - start


def main() -> None:
    """Print the landmarks, then time one round for every line that comes in."""
    film = pictures(sys.argv[1], *(int(number) for number in sys.argv[2:5]))
    print(json.dumps({"version": mp.__version__, "points_px": landmarks(film)}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(seconds(film)), flush=True)


if __name__ == "__main__":
    main()
