"""Which way of walking a name says, as people call their files in three languages: a guess to be confirmed."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

NATURAL, STANDING = "natural", "static"
# Degrees that are asked for; any other number beside a direction counts trials.
_SIZES = ("5", "10")
_IN = frozenset(
    ("in", "ti", "toein", "toeingait", "intoe", "intoed", "intoeing", "inward", "inwards", "innen", "einwarts",
     "einwaerts", "innenrotation", "innenrotiert", "endorotation", "dentro", "adentro", "interna", "endorotacion")
)  # fmt: skip
_OUT = frozenset(
    ("out", "toeout", "toeoutgait", "outtoe", "outtoed", "outtoeing", "outward", "outwards", "aussen", "auswarts",
     "auswaerts", "aussenrotation", "aussenrotiert", "exorotation", "fuera", "afuera", "externa", "exorotacion")
)  # fmt: skip
# They may stand between a direction and its degrees.
_BETWEEN = frozenset(
    ("toe", "toes", "toed", "deg", "degs", "degree", "degrees", "grad", "grado", "grados", "foot", "feet", "fuss",
     "zehe", "zehen", "spitze", "pie", "pies", "punta", "puntas", "dedo", "dedos", "rotation", "rotacion", "rot",
     "by", "um", "mit", "nach", "hacia", "con", "de", "gait", "walk", "walking", "gang", "gehen", "marcha", "fpa")
)  # fmt: skip
_NATURAL = frozenset(
    ("natural", "naturally", "naturalwalk", "naturalwalking", "nat", "nw", "baseline", "basal", "normal", "norm",
     "normalwalk", "normalwalking", "normalgait", "normalgang", "naturlich", "naturliches", "naturlicher", "natuerlich",
     "gewohnt", "gewohnter", "gewohntes", "selbstgewahlt", "selbstgewaehlt", "ausgangsgang", "habitual", "habituell",
     "usual", "comfortable", "comfort", "preferred", "selfselected", "ssw", "comodo", "comoda", "acostumbrada")
)  # fmt: skip
_STANDING = frozenset(
    ("static", "statics", "statik", "statisch", "statische", "standing", "stand", "stehen", "stehend", "stehversuch",
     "estatica", "estatico", "bipedestacion", "tpose", "npose", "apose", "cal", "calib", "calibration", "kalibrierung",
     "kalibration", "calibracion")
)  # fmt: skip
_PAIRS = {
    ("t", "pose"): STANDING, ("n", "pose"): STANDING, ("a", "pose"): STANDING, ("de", "pie"): STANDING,
    ("self", "selected"): NATURAL,
}  # fmt: skip
# A word runs to the next capital, digit or sign: ToeIn10 is toe, in and 10.
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+(?:[.,]\d+)?")


def condition_in(name: str, folder: str = "") -> str | None:
    """Guess how somebody walked from how the file is called, or else from its folders.

    Parameters
    ----------
    name : str
        Without its ending.
    folder : str
        The folders it lay in, the outermost first.

    Returns
    -------
    str or None
        ``natural``, ``static``, ``toe-in-5``, ``toe-in-10``, ``toe-out-5`` or ``toe-out-10``; None where they say none,
        or several.

    Examples
    --------
    >>> condition_in("TI10"), condition_in("out5_trial2"), condition_in("toe_in_10deg_03"), condition_in("NW 02")
    ('toe-in-10', 'toe-out-5', 'toe-in-10', 'natural')
    >>> condition_in("Zehen innen 5"), condition_in("marcha puntas afuera 10"), condition_in("10 Grad auswärts")
    ('toe-in-5', 'toe-out-10', 'toe-out-10')
    >>> condition_in("trial3", "K-017/toe-in 10"), condition_in("Static 01"), condition_in("toe_in")
    ('toe-in-10', 'static', None)
    """
    said = _said(_words(name))
    if not said and folder:
        said = _said(_words(f"{folder} {name}"))
    return said.pop() if len(said) == 1 else None


def way_in(name: str) -> str | None:
    """Guess which way of walking a name says, where the degrees do not matter.

    Returns
    -------
    str or None
        ``natural``, ``toe-in`` or ``toe-out``; None where the name says none, or several.

    Examples
    --------
    >>> way_in("toe_in"), way_in("walkingTO1"), way_in("Ausgangsgang"), way_in("walk in the hall 2")
    ('toe-in', 'toe-out', 'natural', None)
    """
    condition = condition_in(name)
    if condition is not None and condition != STANDING:
        return condition.rpartition("-")[0] or condition
    words = _words(name)
    # "in" and "out" by themselves are said of many things.
    toes = {b for a, b in pairwise(words) if a in ("toe", "toes", "toed", "foot", "feet")}
    turned = {
        way
        for way, known, alone in (("toe-in", _IN, "in"), ("toe-out", _OUT, "out"))
        if (known - {alone}) & set(words) or alone in toes
    }
    return turned.pop() if len(turned) == 1 else None


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    found = _WORDS.findall("".join(one for one in plain if not unicodedata.combining(one)))
    # TO is toe-out in capitals only: else it is a word of English.
    return ["toeout" if word == "TO" else word.lower() for word in found]


def _said(words: list[str]) -> set[str]:
    changed = {
        f"toe-{way}-{size}"
        for k, word in enumerate(words)
        for way, known in (("in", _IN), ("out", _OUT))
        if word in known and (size := _size_beside(words, k)) is not None
    }
    pairs = {told for pair, told in _PAIRS.items() if pair in pairwise(words)}
    standing = bool(_STANDING & set(words)) or STANDING in pairs
    if changed or standing:
        # "normal speed, toe-in 10" is no natural walking.
        return changed | ({STANDING} if standing else set())
    return {NATURAL} if _NATURAL & set(words) or NATURAL in pairs else set()


def _size_beside(words: list[str], k: int) -> str | None:
    """Degrees behind a direction, or else before it; a date's day or a trial's number before it are none."""
    after = next((j for j in range(k + 1, len(words)) if words[j] not in _BETWEEN), None)
    if after is not None and words[after] in _SIZES:
        return words[after]
    before = next((j for j in range(k - 1, -1, -1) if words[j] not in _BETWEEN), None)
    if before is None or words[before] not in _SIZES or (before and words[before - 1][0].isdigit()):
        return None
    return words[before]
