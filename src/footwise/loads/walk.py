"""Everything measured in one recording: its steps as a table, and the curves behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from footwise.arrays import Array, by_value
from footwise.gait import FORCE_CUTOFF_HZ, MARKER_CUTOFF_HZ
from footwise.loads.peaks import PeakWindow
from footwise.loads.step_reason import StepReason
from footwise.loads.weighing import off_weight
from footwise.notes import Note
from footwise.recordings import Recording
from footwise.steps_table import COLUMNS, FILE_CLOCK_COLUMNS, GAIT_COLUMNS, STRIDE_COLUMNS

WALK_COLUMNS = (*COLUMNS, *STRIDE_COLUMNS, *GAIT_COLUMNS, *FILE_CLOCK_COLUMNS)
"""Columns of the steps of a walk with markers."""


@by_value
@dataclass(frozen=True)
class Walk:
    """Everything measured in one recording.

    Attributes
    ----------
    recording : Recording
    condition : str
    steps : pandas.DataFrame
        One row a step, the columns of :data:`WALK_COLUMNS`.
    kam, kfm, kam_newton_euler, kfm_newton_euler : array, shape (steps, 101)
        Stance curves in %BW·ht in the order of `steps`; `kam` and `kfm` by the lever arm, or as `like` says.
    foot_angle : array, shape (steps, 101)
        Foot against the walking direction over stance, degrees, toe-out positive.
    knee_flexion, ankle_dorsiflexion : array, shape (steps, 101)
        Degrees over stance, in the sagittal plane; see :mod:`footwise.loads.joint_angles`.
    kam_per_mm_out, kam_per_mm_up, kfm_per_mm_up : array, shape (steps, 101)
        Change of `kam` and `kfm` when the knee centre lies 1 mm further out (lateral), and further up the shank.
    windows : dict
        Side to where its two peaks of `kam` were looked for.
    method_rmse : array, shape (steps,)
        Root mean square difference of `kam` and `kam_newton_euler` over stance.
    knee_source : str
        Where the knee centres come from; empty without loads.
    notes : tuple of Note
        What a reader of the report must know about this recording.
    knee_method : dict
        Side to the kind of source of its knee centre (:class:`~footwise.loads.shank.KneeMethod`).
    like : str
        The program whose way of computing was followed; empty for the trial's own way.
    marker_hz, force_hz : float
        Cut-off of the low-pass of markers and forces behind the moments.
    stored_events : bool
        Contacts and offs are those that the file stores.
    weighed_kg : float
        Body mass by the plates; NaN where no step tells it.
    reasons : tuple of StepReason
        Every reason that stands in `steps`, once, with its numbers apart from its words.
    """

    recording: Recording
    condition: str
    steps: pd.DataFrame
    kam: Array
    kfm: Array
    kam_newton_euler: Array
    kfm_newton_euler: Array
    foot_angle: Array
    knee_flexion: Array
    ankle_dorsiflexion: Array
    kam_per_mm_out: Array
    kam_per_mm_up: Array
    kfm_per_mm_up: Array
    windows: dict[str, tuple[PeakWindow, PeakWindow]]
    method_rmse: Array
    knee_source: str
    notes: tuple[Note, ...]
    knee_method: dict[str, str] = field(default_factory=dict)
    like: str = ""
    marker_hz: float = MARKER_CUTOFF_HZ
    force_hz: float = FORCE_CUTOFF_HZ
    stored_events: bool = False
    weighed_kg: float = np.nan
    reasons: tuple[StepReason, ...] = ()

    @property
    def has_loads(self) -> bool:
        """Whether any step has a knee moment."""
        return bool(np.isfinite(self.kam).any())

    @property
    def weight_contradicts(self) -> bool:
        """Whether the plates weigh so much more or less than the person is said to that no step is believed."""
        return off_weight(self.recording, self.weighed_kg)[1]
