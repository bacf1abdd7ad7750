"""Which foot a name says, as people call their files and sensors in several languages; no false friends."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_LEFT, _RIGHT = "left", "right"
# English, German, Dutch, Spanish, French, Italian, Portuguese.
_SIDES = {
    **dict.fromkeys(
        ("left", "links", "linker", "linke", "linkes", "linkerfuss", "izquierdo", "izquierda", "izq", "izda", "izdo",
         "gauche", "sinistro", "sinistra", "esquerdo", "esquerda"), _LEFT),
    **dict.fromkeys(
        ("right", "rechts", "rechter", "rechte", "rechtes", "rechterfuss", "derecho", "derecha", "dcha", "dcho",
         "droit", "droite", "destro", "destra", "direito", "direita"), _RIGHT),
}  # fmt: skip
_FEET = ("foot", "feet", "shoe", "shoes", "insole", "heel", "instep", "toe", "fuss", "schuh", "voet", "schoen", "pied",
         "chaussure", "pie", "zapato", "piede", "scarpa", "pe", "sapato")  # fmt: skip
_DEVICES = ("imu", "sensor", "dot", "capteur", "sensore")
# Letters that say a side beside a word of the foot; in French, Spanish and Italian others do, too.
_LETTERS = {"l": _LEFT, "li": _LEFT, "lt": _LEFT, "r": _RIGHT, "re": _RIGHT, "rt": _RIGHT}
_OTHER_LETTERS = {
    foot: letters
    for feet, letters in (
        (("pied", "chaussure"), {"g": _LEFT, "d": _RIGHT}),
        (("pie", "zapato"), {"i": _LEFT, "d": _RIGHT}),
        (("piede", "scarpa"), {"s": _LEFT, "d": _RIGHT}),
        (("pe", "sapato"), {"e": _LEFT, "d": _RIGHT}),
    )
    for foot in feet
}
# LF and RF stand alone, at the end, or before what a recording is called; RF is the radio, or a muscle, too.
_SHORT = {"lf": _LEFT, "rf": _RIGHT}
_RECORDINGS = frozenset(
    ("walk", "walking", "gait", "trial", "test", "run", "task", "session", "visit", "day", "data", "raw", "log", "imu",
     "sensor", "acc", "gyr", "gyro", "accelerometer", "gyroscope", "motion", "treadmill", "overground", "straight",
     "level", "baseline", "natural", "normal", "slow", "fast", "foot", "shoe", "gang", "gehen", "versuch", "marche",
     "essai", "marcha", "prueba", "toe", "in", "out", "hz", "export", "calibrated", "converted", "csv", "txt")
)  # fmt: skip
_NO_FEET = frozenset(
    ("antenna", "radio", "signal", "power", "noise", "frequency", "freq", "band", "wifi", "bluetooth", "mhz", "ghz",
     "emg", "muscle", "femoris", "rectus")
)  # fmt: skip
# A word runs to the next capital, digit or sign: LeftFoot is left and foot, LFoot l and foot, IMU_L2 imu, l and 2.
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


def side_in(text: str) -> str | None:
    """Find the side in a name; None where it says none, or both.

    Examples
    --------
    >>> side_in("imu_sample_ms_left"), side_in("foot_R"), side_in("LeftFoot"), side_in("walk l 2")
    ('left', 'right', 'left', None)
    >>> side_in("RF"), side_in("anna_lf"), side_in("imu_L"), side_in("Schuh rechts"), side_in("pied_gauche")
    ('right', 'left', 'left', 'right', 'left')
    >>> side_in("relief"), side_in("result_L2"), side_in("Rf_antenna"), side_in("wolf")
    (None, None, None, None)
    """
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    words = [word.lower() for word in _WORDS.findall("".join(one for one in plain if not unicodedata.combining(one)))]
    following = [*words[1:], ""]
    found = {side for word in words if (side := _SIDES.get(word) or _in_compound(word))}
    for k, (before, after) in enumerate(pairwise(words)):
        found |= {side for side in (_beside(before, after), _beside(after, before)) if side}
        # L2 is a vertebra, and a level of a recording; of feet there is no second one.
        if before in _DEVICES and after in _LETTERS and not following[k + 1].isdigit():
            found.add(_LETTERS[after])
        if after in _DEVICES and before in _LETTERS:
            found.add(_LETTERS[before])
    if not found and not _NO_FEET & set(words) and not set(_LETTERS) & set(words):
        found = {
            _SHORT[word]
            for word, after in zip(words, following, strict=False)
            if word in _SHORT and (not after or after.isdigit() or after in _RECORDINGS or after in _SHORT)
        }
    return found.pop() if len(found) == 1 else None


def _in_compound(word: str) -> str | None:
    """Side of a word such as leftfoot, rshoe or piedgauche."""
    for part in (*_FEET, *_DEVICES):
        for rest in (word.removeprefix(part), word.removesuffix(part)):
            if rest == word or not rest:
                continue
            if rest in _SIDES:
                return _SIDES[rest]
            # A single letter before the word, as in lfoot; after it, it is the end of another word.
            if part in _FEET and len(part) > 3 and rest in ("l", "r") and word.endswith(part):
                return _LETTERS[rest]
    return None


def _beside(foot: str, letter: str) -> str | None:
    """Side of a letter beside a word of the foot."""
    if foot not in _FEET:
        return None
    return _OTHER_LETTERS.get(foot, {}).get(letter) or _LETTERS.get(letter)
