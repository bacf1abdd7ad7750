"""How far a walk's knee adduction moment is from the one that the laboratory's own model stored in the file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from footwise.loads.moments import TRIAL_GRAVITY
from footwise.loads.walk import Walk
from footwise.recordings import stored_adduction_nm_kg
from footwise.signals import time_normalise

# A comparison over less of the stance would be one of its easy part.
_LEAST_SHARE = 0.9


def against_stored(walk: Walk) -> pd.DataFrame:
    """Compare every used step with the moment stored in its file.

    Parameters
    ----------
    walk : Walk

    Returns
    -------
    pandas.DataFrame
        One row a used step of which both are known over nine tenths of stance: ``recording, side, contact_s,
        correlation, rmse_nm_kg, peak_nm_kg, stored_peak_nm_kg``. Empty where the file stores no moment.
    """
    recording, rows = walk.recording, []
    height = recording.person.height_m or np.nan
    for k in np.flatnonzero(walk.steps["used"].to_numpy()):
        side, contact, off = (walk.steps[name].iloc[k] for name in ("side", "contact_s", "off_s"))
        moment = stored_adduction_nm_kg(recording, str(side))
        if moment is None:
            continue
        stored = time_normalise(moment, recording.markers.rate_hz, np.array([contact]), np.array([off]))[0]
        own = walk.kam[k] / 100 * TRIAL_GRAVITY * height
        known = np.isfinite(stored) & np.isfinite(own)
        if known.mean() < _LEAST_SHARE:
            continue
        own, stored = own[known], stored[known]
        rows.append(
            {
                "recording": recording.name,
                "side": side,
                "contact_s": contact,
                "correlation": float(np.corrcoef(own, stored)[0, 1]),
                "rmse_nm_kg": float(np.sqrt(np.mean((own - stored) ** 2))),
                "peak_nm_kg": float(own.max()),
                "stored_peak_nm_kg": float(stored.max()),
            }
        )
    columns = ["recording", "side", "contact_s", "correlation", "rmse_nm_kg", "peak_nm_kg", "stored_peak_nm_kg"]
    return pd.DataFrame(rows, columns=columns)
