"""Where on the body a sensor was, by the words of its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.side_words import side_in

FOOT, SHANK, PELVIS = PLACES = ("foot", "shank", "pelvis")
# What people call the places of a set of sensors, several words written as one; those that are parts of other words
# stand alone only. A sensor above the ankle is on the shank.
_IN_WORDS = {
    FOOT: ("foot", "feet", "shoe", "instep", "heel", "forefoot", "fuss", "schuh", "voet", "schoen", "pied", "chaussure",
           "zapato", "piede", "scarpa", "sapato", "insole"),
    SHANK: ("shank", "tibia", "lowerleg", "ankle", "unterschenkel", "schienbein", "sprunggelenk", "onderbeen",
            "scheenbeen", "pantorrilla", "espinilla", "tobillo", "mollet", "cheville", "polpaccio", "canela"),
    PELVIS: ("pelvis", "pelvic", "sacrum", "sacral", "lumbar", "waist", "lowerback", "lowback", "becken", "kreuzbein",
             "lendenwirbel", "bekken", "cintura", "bassin", "bacino"),
}  # fmt: skip
_ALONE = {
    FOOT: ("toe", "pie", "pe", "lf", "rf"),
    SHANK: ("shin", "calf", "jambe", "knochel", "knoechel"),
    PELVIS: ("l5", "s1", "sacro", "hips"),
}
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


def sensor_place(name: str) -> str:
    """Place of a sensor of a set by its name: foot, shank or pelvis; empty where it says none of them, or several.

    Examples
    --------
    >>> sensor_place("Left Lower Leg"), sensor_place("RShank"), sensor_place("tibia_l"), sensor_place("Becken")
    ('shank', 'shank', 'shank', 'pelvis')
    >>> sensor_place("LeftFoot"), sensor_place("LeftUpperLeg"), sensor_place("walk 3")
    ('foot', '', '')
    """
    words = _plain_words(name)
    glued = "".join(words)
    found = {place for place in PLACES if any(word in glued for word in _IN_WORDS[place])}
    pairs = {"".join(pair) for pair in pairwise(words)}
    found |= {place for place in PLACES if any(word in (*words, *pairs) for word in _ALONE[place])}
    return found.pop() if len(found) == 1 else ""


def as_of_a_foot(name: str, place: str) -> str:
    """Name of a sensor with the word of its place written as foot, so that its side is found as a foot's is.

    >>> as_of_a_foot("LShank", "shank"), as_of_a_foot("Left Lower Leg", "shank")
    ('L foot', 'Left  foot')
    """
    if place == FOOT or not place:
        return name
    for word in (*_IN_WORDS[place], *_ALONE[place]):
        joined = "[ _.-]?".join(word) if word in ("lowerleg", "lowerback", "lowback") else word
        changed = re.sub(rf"(?i){joined}", " foot ", _unaccented(name))
        if changed != _unaccented(name):
            return changed.strip()
    return name


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
    words = _plain_words(name)
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


def _unaccented(name: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))


def _plain_words(name: str) -> list[str]:
    """Words of a name in small letters, without accents."""
    return [word.lower() for word in _WORDS.findall(_unaccented(name))]


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
