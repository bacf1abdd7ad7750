"""Where on the body a sensor was, by the words of its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.side_words import side_in

_FOOT = ("foot", "feet", "shoe", "instep", "heel", "toe", "fuss", "fuß", "pied")
_ELSEWHERE = ("wrist", "hand", "forearm", "arm", "shoulder", "shank", "shin", "tibia", "calf", "knee", "ankle", "thigh",
              "hip", "pelvis", "sacrum", "lumbar", "waist", "sternum", "trunk", "chest", "torso", "back",
              "head")  # fmt: skip
# What the name of a file says of its place. A knee, a hip and a back hurt, and people walk there and back: these tell
# a person or a walk. English, German, Spanish, French, without accents.
_PLACES = frozenset(
    ("wrist", "forearm", "shank", "tibia", "calf", "ankle", "thigh", "femur", "pelvis", "sacrum", "lumbar", "waist",
     "sternum", "trunk", "torso", "head", "upperarm",
     "handgelenk", "unterarm", "oberarm", "unterschenkel", "schienbein", "oberschenkel", "becken", "kreuzbein",
     "rumpf", "kopf", "sprunggelenk", "knochel", "knoechel",
     "muneca", "antebrazo", "espinilla", "pantorrilla", "tobillo", "muslo", "sacro", "cintura", "tronco", "cabeza",
     "poignet", "cheville", "mollet", "cuisse", "bassin", "tronc", "tete")
)  # fmt: skip
# Words of which one alone means something else: an arm of a trial, a left-hand side.
_LIMBS = frozenset(("hand", "arm", "mano", "brazo", "bras"))
_SIDE_NEXT = frozenset(("side",))
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def on_a_foot(names: Sequence[str]) -> list[str]:
    """Those of the names that say foot or shoe."""
    return [name for name in names if any(word in name.lower() for word in _FOOT)]


def off_the_foot(names: Sequence[str]) -> str:
    """The part of the body that all of the names say, where it is none of a foot; else nothing."""
    places = [next((word for word in _ELSEWHERE if word in name.lower().split()), "") for name in names]
    return places[0] if places and all(places) else ""


def place_in_name(name: str) -> str:
    """The part of the body that the name of a file says, where it is none of a foot; else nothing.

    Whole words count only. A hand or an arm counts where it is the only word, or stands beside left or right.

    Examples
    --------
    >>> place_in_name("shank_left"), place_in_name("LeftWrist2"), place_in_name("Muñeca izq")
    ('shank', 'wrist', 'muneca')
    >>> place_in_name("handheld"), place_in_name("arm_b_left"), place_in_name("left-hand side")
    ('', '', '')
    """
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    words: list[str] = [word.lower() for word in _WORDS.findall(plain)]
    if any(word in _FOOT for word in words):
        return ""
    if found := next((word for word in words if word in _PLACES), ""):
        return found
    named = [word for word in words if not word.isdigit()]
    if len(named) == 1 and named[0] in _LIMBS:
        return named[0]
    for k, (before, after) in enumerate(pairwise(words)):
        following = words[k + 2] if k + 2 < len(words) else ""
        if side_in(before) and after in _LIMBS and following not in _SIDE_NEXT:
            return after
        if before in _LIMBS and side_in(after):
            return before
    return ""


def refuse_place_in_name(path: Path) -> None:
    """Refuse a file whose name says another part of the body; names of folders are not looked at.

    Raises
    ------
    FootwiseError
        It does.
    """
    if place := place_in_name(path.stem):
        trouble = f"is of a sensor on the {place}, as its name says"
        raise FootwiseError(
            path, trouble, "Give the recording of the sensor on the shoe; if it is one, rename the file"
        )
