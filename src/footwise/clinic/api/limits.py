"""How often a device may ask, and how many wrong tokens may come from an address, counted in this process."""

from __future__ import annotations

import time

from django.core.cache import cache

# A device that sends recordings as fast as a disk takes them asks 25 times a second.
MOST_CALLS, CALLS_IN_S = 3000, 60
MOST_WRONG, WRONG_IN_S = 30, 300


def wait_for_call(device: int) -> float:
    """Count a call; gives how long to wait where there were too many, else 0."""
    return _counted(f"api calls {device}", MOST_CALLS, CALLS_IN_S)


def wait_after_wrong(address: str, *, count: bool) -> float:
    """Count a wrong token, or only look; gives how long to wait where there were too many, else 0."""
    return _counted(f"api wrong {address}", MOST_WRONG, WRONG_IN_S, count=count)


def _counted(what: str, most: int, in_s: int, *, count: bool = True) -> float:
    now = time.time()
    key = f"{what} {int(now // in_s)}".replace(" ", "_")
    if count:
        cache.add(key, 0, timeout=in_s)
        try:
            so_far = cache.incr(key)
        except ValueError:
            # It was thrown out in this moment.
            so_far = 1
    else:
        so_far = cache.get(key, 0) + 1
    return in_s - now % in_s if so_far > most else 0.0
