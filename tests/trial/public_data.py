"""Small public data sets that statistics programs are shown with, as arrays for the worked examples."""

from __future__ import annotations

import numpy as np

# Distance in mm from the pituitary to the pterygomaxillary fissure at ages 8, 10, 12 and 14 of eleven girls and sixteen
# boys: Potthoff & Roy 1964, Biometrika 51:313, as `Orthodont` in the R package nlme.
GIRLS = {
    "F01": (21.0, 20.0, 21.5, 23.0),
    "F02": (21.0, 21.5, 24.0, 25.5),
    "F03": (20.5, 24.0, 24.5, 26.0),
    "F04": (23.5, 24.5, 25.0, 26.5),
    "F05": (21.5, 23.0, 22.5, 23.5),
    "F06": (20.0, 21.0, 21.0, 22.5),
    "F07": (21.5, 22.5, 23.0, 25.0),
    "F08": (23.0, 23.0, 23.5, 24.0),
    "F09": (20.0, 21.0, 22.0, 21.5),
    "F10": (16.5, 19.0, 19.0, 19.5),
    "F11": (24.5, 25.0, 28.0, 28.0),
}
BOYS = {
    "M01": (26.0, 25.0, 29.0, 31.0),
    "M02": (21.5, 22.5, 23.0, 26.5),
    "M03": (23.0, 22.5, 24.0, 27.5),
    "M04": (25.5, 27.5, 26.5, 27.0),
    "M05": (20.0, 23.5, 22.5, 26.0),
    "M06": (24.5, 25.5, 27.0, 28.5),
    "M07": (22.0, 22.0, 24.5, 26.5),
    "M08": (24.0, 21.5, 24.5, 25.5),
    "M09": (23.0, 20.5, 31.0, 26.0),
    "M10": (27.5, 28.0, 31.0, 31.5),
    "M11": (23.0, 23.0, 23.5, 25.0),
    "M12": (21.5, 23.5, 24.0, 28.0),
    "M13": (17.0, 24.5, 26.0, 29.5),
    "M14": (22.5, 25.5, 25.5, 26.0),
    "M15": (23.0, 24.5, 26.0, 30.0),
    "M16": (22.0, 21.5, 23.5, 25.0),
}
AGES = (8, 10, 12, 14)
# Visits that are taken out to try missing values: one age of nine children, and five who stay away from some age on.
NOT_AT_10 = ("F03", "F06", "F09", "F10", "M02", "M05", "M12", "M13", "M16")
GONE_FROM_12 = ("F01", "M07", "M11")
GONE_AT_14 = ("F07", "M03")

# Weight in pounds before and after: Hand et al. 1993, A Handbook of Small Data Sets, as `anorexia` in the R package
# MASS.
_CBT_BEFORE = """80.5 84.9 81.5 82.6 79.9 88.7 94.9 76.3 81 80.5 85 89.2 81.3 76.5 70 80.4 83.3 83 87.7 84.2
86.4 76.5 80.2 87.8 83.3 79.7 84.5 80.8 87.4"""
_CBT_AFTER = """82.2 85.6 81.4 81.9 76.4 103.6 98.4 93.4 73.4 82.1 96.7 95.3 82.4 72.5 90.9 71.3 85.4 81.6 89.1
83.9 82.7 75.7 82.6 100.4 85.2 83.6 84.6 96.2 86.7"""
_CONTROL_BEFORE = """80.7 89.4 91.8 74 78.1 88.3 87.3 75.1 80.6 78.4 77.6 88.7 81.3 78.1 70.5 77.3 85.2 86 84.1 79.7
85.5 84.4 79.6 77.5 72.3 89"""
_CONTROL_AFTER = """80.2 80.1 86.4 86.3 76.1 78.1 75.1 86.7 73.5 84.6 77.4 79.5 89.6 81.4 81.8 77.3 84.2 75.4 79.5
73 88.3 84.7 81.4 81.2 88.2 78.8"""
_FAMILY_BEFORE = "83.8 83.3 86 82.5 86.7 79.6 76.9 94.2 73.4 80.5 81.6 82.1 77.6 83.5 89.9 86 87.3"
_FAMILY_AFTER = "95.2 94.3 91.5 91.9 100.3 76.7 76.8 101.6 94.9 75.2 77.8 95.5 90.7 92.5 93.8 91.7 98"

# Blood lead in µg/dl at weeks 0, 1, 4 and 6 of a hundred children, succimer (A) or placebo (P): the subset of the TLC
# trial that goes with Fitzmaurice, Laird & Ware 2011, Applied Longitudinal Analysis.
_LEAD = """P 30.8 26.9 25.8 23.8|A 26.5 14.8 19.5 21|A 25.8 23 19.1 23.2|P 24.7 24.5 22 22.5|A 20.4 2.8 3.2 9.4
A 20.4 5.4 4.5 11.9|P 28.6 20.8 19.2 18.4|P 33.7 31.6 28.5 25.1|P 19.7 14.9 15.3 14.7|P 31.1 31.2 29.2 30.1
P 19.8 17.5 20.5 27.5|A 24.8 23.1 24.6 30.9|P 21.4 26.3 19.5 19|A 27.9 6.3 18.5 16.3|P 21.1 20.3 18.4 20.8
P 20.6 23.9 19 17|P 24 16.7 21.7 20.3|P 37.6 33.7 34.4 31.4|A 35.3 25.5 26.3 30.3|A 28.6 15.8 22.9 25.9
P 31.9 27.9 27.3 34.2|A 29.6 15.8 23.7 23.4|A 21.5 6.5 7.1 16|P 26.2 26.8 25.3 24.8|A 21.8 12 16.8 19.2
A 23 4.2 4 16.2|A 22.2 11.5 9.5 14.5|P 20.5 21.1 17.4 21.1|A 25 3.9 12.8 12.7|P 33.3 26.2 34 28.2
A 26 21.4 21 22.4|A 19.7 13.2 14.6 11.6|P 27.9 21.6 23.6 27.7|P 24.7 21.2 22.9 21.9|P 28.8 26.4 23.8 22
A 29.6 17.5 21 24.2|P 32 30.2 30.2 27.5|P 21.8 19.3 16.4 17.6|A 24.4 16.4 11.6 16.6|A 33.7 14.9 14.5 63.9
P 24.9 20.9 22.2 19.8|P 19.8 18.9 18.9 15.5|A 26.7 6.4 5.1 15.1|A 26.8 20.4 19.3 23.8|A 20.2 10.6 9 16
P 35.4 30.4 26.5 28.1|P 25.3 23.9 22.2 27.2|A 20.2 17.5 17.4 18.6|A 24.5 10 15.6 15.2|P 20.3 21 16.7 13.5
P 20.4 17.2 15.9 17.7|P 24.1 20.1 17.9 18.7|A 27.1 14.9 18.1 21.3|A 34.7 39 28.8 34.7|P 28.5 32.6 27.5 22.8
P 26.6 22.4 21.8 21|A 24.5 5.1 8.2 23.6|P 20.5 17.5 19.6 18.4|P 25.2 25.1 23.4 22.2|P 34.7 39.5 38.6 43.3
P 30.3 29.4 33.1 28.4|P 26.6 25.3 25.1 27.9|P 20.7 19.3 21.9 21.8|A 27.7 4 4.2 11.7|A 24.3 24.3 18.4 27.8
A 36.6 23.3 40.4 39.3|P 28.9 28.9 32.8 31.8|A 34 10.7 12.6 21.2|A 32.6 19 16.3 18.6|A 29.2 9.2 8.3 18.4
A 26.4 15.3 24.6 32.4|A 21.8 10.6 14.4 18.7|P 27.2 28.5 35 30.5|P 22.4 22 19.1 18.7|P 32.5 25.1 27.8 27.3
P 24.9 23.6 21.2 21.1|P 24.6 25 21.7 23.9|P 23.1 20.9 21.7 19.9|A 21.1 5.6 7.3 12.3|P 25.8 21.9 23.6 24.8
P 30 27.6 24 23.7|A 22.1 21 8.6 24.6|P 20 22.7 21.2 20.5|P 38.1 40.8 38 32.7|A 28.9 12.5 16.7 22.2
P 25.1 28.1 27.5 24.8|A 19.8 11.6 13 23.1|P 22.1 21.1 21.5 20.6|A 23.5 7.9 12.4 18.9|A 29.1 16.8 15.1 18.8
A 30.3 3.5 3 11.5|P 25.4 24.3 22.7 20.1|A 30.6 28.2 27 25.5|A 22.4 7.1 17.2 18.7|A 31.2 10.8 19.8 22.2
A 31.4 3.9 7 17.8|A 41.1 15.1 10.9 27.1|A 29.4 22.1 25.3 4.1|A 21.9 7.6 10.8 13|A 20.7 8.1 25.7 12.3"""


def growth(*, missing: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Distances, shape (27, 4), and 1 for girls; boys first."""
    everybody = BOYS | GIRLS
    y = np.array(list(everybody.values()))
    if missing:
        for row, name in enumerate(everybody):
            y[row, 1] = np.nan if name in NOT_AT_10 else y[row, 1]
            y[row, 2:] = np.nan if name in GONE_FROM_12 else y[row, 2:]
            y[row, 3] = np.nan if name in GONE_AT_14 else y[row, 3]
    return y, np.array([float(name in GIRLS) for name in everybody])


def weights(treated: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weight before and after, and 1 for the treated (CBT or family therapy), less the third group."""
    texts = {"CBT": (_CBT_BEFORE, _CBT_AFTER), "FT": (_FAMILY_BEFORE, _FAMILY_AFTER)}[treated]
    (before, after), control = texts, (_CONTROL_BEFORE, _CONTROL_AFTER)
    columns = [[float(x) for text in both for x in text.split()] for both in zip((before, after), control, strict=True)]
    arm = np.repeat([1.0, 0.0], [len(before.split()), len(control[0].split())])
    return np.array(columns[0]), np.array(columns[1]), arm


def all_weights() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Weight before and after of all three groups, 1 for CBT, 1 for family therapy."""
    groups = ((_CONTROL_BEFORE, _CONTROL_AFTER), (_CBT_BEFORE, _CBT_AFTER), (_FAMILY_BEFORE, _FAMILY_AFTER))
    group = np.concatenate([np.full(len(before.split()), k) for k, (before, _) in enumerate(groups)])
    before, after = (np.array([float(x) for both in groups for x in both[k].split()]) for k in (0, 1))
    return before, after, (group == 1).astype(float), (group == 2).astype(float)


def lead() -> tuple[np.ndarray, np.ndarray]:
    """Blood lead, shape (100, 4), and 1 for succimer."""
    rows = [row.split() for line in _LEAD.splitlines() for row in line.split("|")]
    return np.array([[float(x) for x in row[1:]] for row in rows]), np.array([float(row[0] == "A") for row in rows])
