"""Names of the cartilage's regions as the whole-organ scores of the knee call them.

WORMS: Peterfy et al., Osteoarthritis Cartilage 2004;12:177 (source not read); femur and tibia in anterior, central and
posterior: Crema et al., Osteoarthritis Cartilage 2017;25:1642, figure 2. MOAKS: Hunter et al., Osteoarthritis Cartilage
2011;19:990 (source not read); its fourteen subregions as pacs.de lists them.
"""

from __future__ import annotations

_SIDES = {"M": "medial", "L": "lateral"}
_THIRDS = {"A": "anterior", "C": "central", "P": "posterior"}
_PATELLA = {"MP": "medial patella", "LP": "lateral patella"}
_TIBIA = {f"{s}T{t}": f"{third} {side} tibia" for s, side in _SIDES.items() for t, third in _THIRDS.items()}

# A code to the region's name, by score.
WHOLE_ORGAN_REGIONS: dict[str, dict[str, str]] = {
    "WORMS": {
        **_PATELLA,
        **{f"{s}F{t}": f"{third} {side} femur" for s, side in _SIDES.items() for t, third in _THIRDS.items()},
        **_TIBIA,
    },
    "MOAKS": {
        **_PATELLA,
        **{f"{s}TR": f"{side} trochlea" for s, side in _SIDES.items()},
        **{f"{s}F{t}": f"{_THIRDS[t]} {side} femur" for s, side in _SIDES.items() for t in ("C", "P")},
        **_TIBIA,
    },
}
