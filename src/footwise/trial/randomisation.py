"""Permuted blocks within strata, drawn from a sealed seed by nothing but SHA-256.

The list is never stored. Whoever has the seed can draw any place of it again, on any machine and in any year: no
generator is used whose stream might change. Before the first person is enrolled a commitment, the hash of the seed, is
made public; when the seed is revealed at the end, everybody can check that the list was fixed all the time.

Method: blocks whose sizes vary at random, so that the end of one cannot be foreseen (Efird 2011, Int J Environ Res
Public Health 8:15), within each stratum.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence

from footwise.trial.design import TrialDesign

LABELS = ("A", "B")


def new_seed() -> str:
    """Draw a seed of 256 bits, as 64 hexadecimal digits, from the system's source of randomness."""
    return secrets.token_hex(32)


def commitment(seed: str, design_sha256: str) -> str:
    """Hash that binds a seed to a design without telling it."""
    return hashlib.sha256(f"footwise allocation|{design_sha256}|{seed}".encode()).hexdigest()


def arm_of_place(seed: str, design: TrialDesign, stratum: Sequence[str], place: int) -> str:
    """Draw the arm of one place in the list of a stratum.

    Parameters
    ----------
    seed : str
    design : TrialDesign
    stratum : sequence of str
        One level a factor, in the order of the design.
    place : int
        0 for the first person of the stratum.

    Returns
    -------
    str
        Name of the arm.
    """
    each = [arm.name for arm in design.arms for _ in range(arm.ratio)]
    block = begin = 0
    while True:
        # JSON, so that no two strata have the same text, whatever their levels are called.
        where = f"{json.dumps(list(stratum), ensure_ascii=False)}|block {block}"
        size = design.block_sizes[_drawn(seed, f"{where}|size") % len(design.block_sizes)]
        if place < begin + size:
            arms = each * (size // len(each))
            # Sorting by independent hashes is a uniform permutation.
            order = sorted(range(size), key=lambda slot: _drawn(seed, f"{where}|slot {slot}"))
            return arms[order[place - begin]]
        begin += size
        block += 1


def blinded_labels(seed: str, design: TrialDesign) -> dict[str, str]:
    """Draw which arm is called A and which B: arm's name to letter."""
    first, second = (arm.name for arm in design.arms)
    turned = _drawn(seed, "labels") % 2
    return {first: LABELS[turned], second: LABELS[1 - turned]}


def sealed_arm(seed: str, person: str, arm: str) -> str:
    """Hash of one person's arm that tells nothing without the seed, and cannot be changed once it is in the audit."""
    return _mac(seed, f"person|{json.dumps([person, arm], ensure_ascii=False)}").hex()


def _drawn(seed: str, what: str) -> int:
    return int.from_bytes(_mac(seed, what), "big")


def _mac(seed: str, what: str) -> bytes:
    return hmac.new(seed.encode(), what.encode(), hashlib.sha256).digest()
