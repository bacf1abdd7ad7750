"""Who is who after two people have crossed in the picture, or one was hidden for a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from footwise.arrays import Array
from footwise.recordings.film import PictureLandmarks

# Two people nearer than this, in body sizes, may be mistaken for each other by the model.
NEAR = 0.5
# From so long a time before and after a crossing the way of a person is taken.
WAY_S = 0.4
# The way that goes on must be this many times better than the one that changes body.
SURE_RATIO = 2.0
LONGEST_GAP_S = 1.0
# How far, in body sizes, a person may be from where their way led to, to be taken for the same.
LARGEST_MISS = 0.35
_LARGEST_SIZE_RATIO = 1.3


@dataclass(frozen=True)
class Crossing:
    """Two people who met in the picture.

    Attributes
    ----------
    time_s : float
        When they were nearest.
    sure : bool
        Whether they can be told apart afterwards.
    """

    time_s: float
    sure: bool


def body_size_px(person: PictureLandmarks) -> Array:
    """Size of the body in each picture: middle of the shoulders to middle of the hips to that of the ankles, in pixels.

    Parameters
    ----------
    person : PictureLandmarks

    Returns
    -------
    array, shape (frames,)
        About 0.8 of the body's height where it is seen upright; NaN where the person was not seen.
    """
    shoulders, hips, ankles = (
        (person[f"left_{part}"] + person[f"right_{part}"]) / 2 for part in ("shoulder", "hip", "ankle")
    )
    trunk, legs = shoulders - hips, hips - ankles
    return np.asarray(np.hypot(trunk[:, 0], trunk[:, 1]) + np.hypot(legs[:, 0], legs[:, 1]), dtype=np.float64)


def hips_px(person: PictureLandmarks) -> Array:
    """Middle of the hips, shape (frames, 2)."""
    return np.asarray((person["left_hip"] + person["right_hip"]) / 2, dtype=np.float64)


def part_crossings(people: list[PictureLandmarks]) -> tuple[list[PictureLandmarks], list[Crossing]]:
    """Give each of two people who crossed their own way again, or cut both where that is not sure.

    Before and after they meet, each goes on steadily. If the tracks as they are bend less than with their ends
    exchanged, they are right; if they bend more, the ends are exchanged; if neither is clear, both are cut.

    Parameters
    ----------
    people : list of PictureLandmarks

    Returns
    -------
    people : list of PictureLandmarks
    crossings : list of Crossing
    """
    people, crossings = list(people), []
    done: set[tuple[int, int, int]] = set()
    pair = _next_meeting(people, done)
    while pair:
        first, second, start, stop = pair
        done.add((first, second, start))
        one, two = people[first], people[second]
        kept = _bend(one, one, start, stop) + _bend(two, two, start, stop)
        exchanged = _bend(one, two, start, stop) + _bend(two, one, start, stop)
        if np.isfinite(kept) and np.isfinite(exchanged):
            middle = (start + stop) // 2
            sure = max(kept, exchanged) > SURE_RATIO * min(kept, exchanged)
            crossings.append(Crossing(float(one.time_s[middle]), bool(sure)))
            if not sure:
                people += [_part(one, middle, len(one.time_s)), _part(two, middle, len(two.time_s))]
                people[first], people[second] = _part(one, 0, middle), _part(two, 0, middle)
            elif exchanged < kept:
                people[first], people[second] = _joined(one, two, middle), _joined(two, one, middle)
        pair = _next_meeting(people, done)
    return people, crossings


def part_merged(people: list[PictureLandmarks]) -> tuple[list[PictureLandmarks], list[Crossing]]:
    """Part people of whom one was lost in the other: one track ends at another, which may go on with either body.

    Whoever appears there within a second is taken for the one that was lost. As in `part_crossings`, ends are exchanged
    where the ways then bend less, and cut where neither is clear. Nothing is kept of the time in between.

    Parameters
    ----------
    people : list of PictureLandmarks

    Returns
    -------
    people : list of PictureLandmarks
    crossings : list of Crossing
    """
    people, crossings = list(people), []
    merges = [
        (end, one, two)
        for one in range(len(people))
        for two in range(len(people))
        if one != two and (end := _merged_at(people[one], people[two])) is not None
    ]
    for end, one, two in sorted(merges):
        first, lost, frames = people[one], people[two], len(people[one].time_s)
        found = _appears(people, first, end)
        begin = _span(people[found])[0] if found is not None else end + 2
        kept, exchanged = _bend(first, first, end, begin), _bend(lost, first, end, begin)
        if found is not None:
            kept += _bend(lost, people[found], end, begin)
            exchanged += _bend(first, people[found], end, begin)
        if not (np.isfinite(kept) or np.isfinite(exchanged)):
            continue
        sure = max(kept, exchanged) > SURE_RATIO * min(kept, exchanged)
        crossings.append(Crossing(float(first.time_s[(end + begin) // 2]), bool(sure)))
        head, tail = _part(first, 0, end + 1), _part(first, begin, frames)
        nobody = _part(first, 0, 0)
        other = people[found] if found is not None else nobody
        if not sure:
            people[one], people[two] = head, lost
            people.append(tail)
            continue
        if found is not None:
            people[found] = nobody
        if kept < exchanged:
            people[one], people[two] = _joined(head, tail, begin), _joined(lost, other, begin)
        else:
            people[one], people[two] = _joined(head, other, begin), _joined(lost, tail, begin)
    return [person for person in people if followed(person).any()], crossings


def _merged_at(one: PictureLandmarks, two: PictureLandmarks) -> int | None:
    """Frame in which somebody who was followed for a while ends at the body of another one, who is followed on."""
    begin, end = _span(two)
    if end < 0 or not followed(one)[end] or _span(one)[1] <= end + 1:
        return None
    apart = hips_px(one) - hips_px(two)
    distance = np.hypot(apart[:, 0], apart[:, 1]) / np.fmin(body_size_px(one), body_size_px(two))
    # Two tracks of one body from the begin are no two people.
    was_apart = bool((distance[begin : end + 1] > 2 * NEAR).any())
    return end if was_apart and distance[end] < NEAR and one.time_s[end] - one.time_s[begin] >= WAY_S else None


def _appears(people: list[PictureLandmarks], one: PictureLandmarks, end: int) -> int | None:
    """Who is first seen beside somebody within a second after a frame."""
    for number, person in enumerate(people):
        begin = _span(person)[0]
        if not end < begin < len(one.time_s) or one.time_s[begin] - one.time_s[end] > LONGEST_GAP_S:
            continue
        size = np.fmin(body_size_px(one), body_size_px(person))[begin]
        if followed(one)[begin] and np.hypot(*(hips_px(one) - hips_px(person))[begin]) < 4 * NEAR * size:
            return number
    return None


def join_pieces(people: list[PictureLandmarks]) -> list[PictureLandmarks]:
    """Join pieces that are one person hidden for a moment: the later one goes on where the earlier one was going.

    Parameters
    ----------
    people : list of PictureLandmarks

    Returns
    -------
    list of PictureLandmarks
        Pieces with more than one possible continuation stay apart.
    """
    people = sorted(people, key=lambda person: _span(person)[0])
    joined = True
    while joined:
        joined = False
        for early in range(len(people)):
            following = [late for late in range(len(people)) if _goes_on(people[early], people[late])]
            if len(following) == 1:
                late = following[0]
                if sum(_goes_on(other, people[late]) for other in people) == 1:
                    people[early] = _joined(people[early], people[late], _span(people[early])[1] + 1)
                    del people[late]
                    joined = True
                    break
    return people


def _goes_on(early: PictureLandmarks, late: PictureLandmarks) -> bool:
    end, begin = _span(early)[1], _span(late)[0]
    # Pieces without a picture between them were cut apart on purpose.
    if end < 0 or not 1 < begin - end < len(early.time_s) - end:
        return False
    if early.time_s[begin] - early.time_s[end] > LONGEST_GAP_S:
        return False
    return _bend(early, late, end, begin) < LARGEST_MISS


def _next_meeting(people: list[PictureLandmarks], done: set[tuple[int, int, int]]) -> tuple[int, int, int, int] | None:
    """Two people and the first and last frame of a time in which they are near each other, if one is left."""
    for first in range(len(people)):
        for second in range(first + 1, len(people)):
            sizes = np.fmin(body_size_px(people[first]), body_size_px(people[second]))
            apart = hips_px(people[first]) - hips_px(people[second])
            near = np.hypot(apart[:, 0], apart[:, 1]) < NEAR * sizes
            edges = np.flatnonzero(np.diff(np.concatenate([[False], near, [False]]).astype(int)))
            for start, stop in zip(edges[::2], edges[1::2], strict=True):
                if (first, second, int(start)) not in done:
                    return first, second, int(start), int(stop) - 1
    return None


def _bend(before: PictureLandmarks, after: PictureLandmarks, end: int, begin: int) -> float:
    """How badly the way of one body up to frame `end` leads into that of another from `begin` on, in body sizes.

    Infinite where one of them is not seen there, or their sizes are not alike.
    """
    time = before.time_s
    lead = np.flatnonzero((time <= time[end]) & (time >= time[end] - WAY_S) & followed(before))
    tail = np.flatnonzero((time >= time[begin]) & (time <= time[begin] + WAY_S) & followed(after))
    if len(lead) < 3 or len(tail) < 3:
        return float("inf")
    sizes = [float(np.median(body_size_px(body)[rows])) for body, rows in ((before, lead), (after, tail))]
    if max(sizes) > _LARGEST_SIZE_RATIO * min(sizes):
        return float("inf")
    middle = (time[end] + time[begin]) / 2
    lines = [
        np.polynomial.polynomial.polyfit(time[rows] - middle, hips_px(body)[rows], 1)
        for body, rows in ((before, lead), (after, tail))
    ]
    # Where both ways lead to half-way between, and how much the way itself has turned in that time.
    place, way = lines[0] - lines[1]
    return float((np.hypot(*place) + WAY_S * np.hypot(*way)) / np.mean(sizes))


def followed(person: PictureLandmarks) -> NDArray[np.bool_]:
    """In which pictures of the clip the person was followed, shape (frames,)."""
    return np.isfinite(person.points_px[:, 0, 0])


def _span(person: PictureLandmarks) -> tuple[int, int]:
    """First and last frame in which the person is seen; nobody is seen nowhere."""
    there = np.flatnonzero(followed(person))
    return (int(there[0]), int(there[-1])) if len(there) else (len(person.time_s), -1)


def _part(person: PictureLandmarks, start: int, stop: int) -> PictureLandmarks:
    points, visibility = np.full_like(person.points_px, np.nan), np.full_like(person.visibility, np.nan)
    points[start:stop], visibility[start:stop] = person.points_px[start:stop], person.visibility[start:stop]
    return replace(person, points_px=points, visibility=visibility)


def _joined(early: PictureLandmarks, late: PictureLandmarks, frame: int) -> PictureLandmarks:
    points = np.concatenate([early.points_px[:frame], late.points_px[frame:]])
    visibility = np.concatenate([early.visibility[:frame], late.visibility[frame:]])
    return replace(early, points_px=points, visibility=visibility)
