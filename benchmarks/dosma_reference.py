"""Relaxation times of DOSMA 0.1.2, as a program of its own for comparison.

DOSMA (GPL-3) does not work with NumPy 2: this file runs in an environment of its own and imports nothing of Footwise.

    python dosma_reference.py SIGNALS.npz TIMES.npz
"""

import sys
import time

import numpy as np
from dosma.core.fitting import MonoExponentialFit
from dosma.core.med_volume import MedicalVolume


def main(source: str, target: str) -> None:
    given = np.load(source)
    volumes = [MedicalVolume(one.astype(float), np.eye(4)) for one in given["signal"]]
    begin = time.process_time()
    # Its own bounds end at 100 ms and its default rounds to 0.1 ms.
    fit = MonoExponentialFit(bounds=(2.0, 300.0), r2_threshold=0.5, decimal_precision=4)
    found, r2 = fit.fit([float(one) for one in given["times_ms"]], volumes)
    np.savez(target, time_ms=found.volume, r2=r2.volume, seconds=time.process_time() - begin)


if __name__ == "__main__":
    main(*sys.argv[1:])
