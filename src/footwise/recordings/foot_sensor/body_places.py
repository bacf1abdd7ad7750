"""Where on the body a sensor was, by the words of its name."""

from __future__ import annotations

from collections.abc import Sequence

_FOOT = ("foot", "feet", "shoe", "instep", "heel", "toe", "fuss", "fuß", "pied")
_ELSEWHERE = ("wrist", "hand", "forearm", "arm", "shoulder", "shank", "shin", "tibia", "calf", "knee", "ankle", "thigh",
              "hip", "pelvis", "sacrum", "lumbar", "waist", "sternum", "trunk", "chest", "torso", "back",
              "head")  # fmt: skip


def on_a_foot(names: Sequence[str]) -> list[str]:
    """Those of the names that say foot or shoe."""
    return [name for name in names if any(word in name.lower() for word in _FOOT)]


def off_the_foot(names: Sequence[str]) -> str:
    """The part of the body that all of the names say, where it is none of a foot; else nothing."""
    places = [next((word for word in _ELSEWHERE if word in name.lower().split()), "") for name in names]
    return places[0] if places and all(places) else ""
