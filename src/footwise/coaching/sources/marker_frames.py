"""From frames of labelled markers to the packets of each foot: which marker is which, which way is up, which unit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from footwise.coaching.sources.source import Packet
from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.live import SIDES

UPS = ("+x", "+y", "+z", "-x", "-y", "-z")
# What the feet swing about, in this order, as in a recording.
_BODIES = ("pelvis_", "lateral_epicondyle", "lateral_malleolus", "heel")
# So many frames with everything in sight say which way is up, and whether left is left.
_LOOKED_AT = 50
# Packets that wait for it.
_LONGEST_KEPT = 1000
# From heel to toe marker; a foot is neither shorter nor longer.
_FOOT_M = (0.08, 0.40)
_UNITS = {"m": 1.0, "mm": 1e-3}
_UPRIGHT = 0.8
_LEFT_M = 0.03


class MarkerFrames:
    """Understands the frames of one stream.

    Parameters
    ----------
    where : str
        The stream, for messages.
    labels : sequence of str
        Markers in the order in which they come.
    sides : sequence of str
        Feet that are wanted.
    marker_map : Path, optional
        Which marker is which, for a set of one's own.
    up : str
        ``+z`` and so on where the stream says it; else the body above the feet shows it.
    unit : str
        ``m`` or ``mm``; where the stream does not say it, the length of a foot shows it.

    Attributes
    ----------
    notes : list of str
        What was found.

    Raises
    ------
    FootwiseError
        Where a wanted foot has no heel and toe.
    """

    def __init__(
        self,
        where: str,
        labels: Sequence[str],
        sides: Sequence[str],
        *,
        marker_map: Path | None = None,
        up: str = "",
        unit: str = "",
    ) -> None:
        # Only here, as the house of recordings comes with it.
        import numpy as np

        from footwise.recordings import FOOT_ROLES, choose_marker_set, has_all

        self._np = np
        self._where = where
        self._sides = tuple(sides)
        marker_set, roles = choose_marker_set(Path(where), tuple(labels), marker_map)
        places = {role: list(labels).index(label) for role, label in roles.items()}
        for side in sides:
            if not has_all(roles, side, FOOT_ROLES):
                wanted = " and ".join(marker_set.labels[side, role][0] for role in FOOT_ROLES)
                raise FootwiseError(
                    where,
                    f"has no heel and toe of the {side} foot ({marker_set.name} calls them {wanted})",
                    "Stream them, or say which marker is which with `marker_map=...`",
                    kind=ErrorKind.BAD_FILE,
                )
        self._feet = {
            side: (places[side, "heel"], places[side, "toe"]) for side in SIDES if has_all(roles, side, FOOT_ROLES)
        }
        self._above = [k for (_, role), k in places.items() if role.startswith(_BODIES[:2])]
        for begin in _BODIES:
            self._body = [k for (_, role), k in places.items() if role.startswith(begin)]
            # One heel swings about nothing.
            if len(self._body) > 1 or (self._body and begin != "heel"):
                break
        else:
            raise FootwiseError(
                where,
                "has one foot alone, and nothing that it swings about",
                "Stream the pelvis, the knees or the other foot, too",
                kind=ErrorKind.BAD_FILE,
            )
        if not self._above and not up:
            raise FootwiseError(
                where,
                "does not say which axis points up, and has no marker above the feet that shows it",
                "Stream the knees or the pelvis, too",
                kind=ErrorKind.BAD_FILE,
            )
        self._told_up, self._up = up, ""
        self._told_unit, self._scale = unit, 0.0
        self._seen: list[Any] = []
        self._kept: list[tuple[Any, Any]] = []
        self.notes = [f"marker set {marker_set.name}"]

    def packets(self, times_s: Sequence[float], frames_: Any, taken_s: float, pace: float = 1.0) -> list[Packet]:
        """Give the packets of frames, shape (frames, markers, 3) as streamed; all when it is known how they lie.

        Raises
        ------
        FootwiseError
            Where up, unit or sides cannot be what the stream says.
        """
        np = self._np
        frames = np.asarray(frames_, dtype=float)
        # What is hidden comes as no number, or at the origin.
        frames = np.where((frames == 0.0).all(axis=2, keepdims=True), np.nan, frames)
        times = np.asarray(times_s, dtype=float)
        if not self._up:
            settled = self._settled(frames)
            self._kept.append((times, frames))
            if not settled:
                del self._kept[:-_LONGEST_KEPT]
                return []
            times = np.concatenate([one for one, _ in self._kept])
            frames = np.concatenate([one for _, one in self._kept])
            self._kept.clear()
        turned = self._turned(frames) * self._scale
        body = turned[:, self._body].mean(axis=1)
        packets = []
        for side in self._sides:
            heel, toe = self._feet[side]
            rows = np.column_stack((times, turned[:, heel], turned[:, toe], body)).tolist()
            packets.append(Packet(side, [tuple(row) for row in rows], taken_s, pace))
        return packets

    def _settled(self, frames: Any) -> bool:
        """Whether enough was seen to know unit and up, and that left is left."""
        np = self._np
        needed = sorted({*self._body, *self._above, *(k for foot in self._feet.values() for k in foot)})
        whole = np.isfinite(frames[:, needed]).all(axis=(1, 2))
        self._seen.extend(frames[whole])
        if len(self._seen) < _LOOKED_AT:
            return False
        seen = np.stack(self._seen)
        self._seen.clear()
        lengths = [np.median(np.linalg.norm(seen[:, toe] - seen[:, heel], axis=1)) for heel, toe in self._feet.values()]
        self._scale = self._unit(float(np.median(lengths)))
        self._up = self._upwards(seen)
        self._check_sides(self._turned(seen) * self._scale)
        return True

    def _unit(self, foot: float) -> float:
        fits = [unit for unit, scale in _UNITS.items() if _FOOT_M[0] < foot * scale < _FOOT_M[1]]
        if not fits or (self._told_unit and self._told_unit not in fits):
            said = f" in {self._told_unit}" if self._told_unit else ""
            raise FootwiseError(
                self._where,
                f"has {foot:.4g}{said} from heel to toe, which is no foot",
                "Say the unit in the stream's description, and which marker is which with `marker_map=...`",
                kind=ErrorKind.BAD_FILE,
            )
        if not self._told_unit:
            self.notes.append(f"positions are in {fits[0]}, by the length of the foot")
        return _UNITS[fits[0]]

    def _upwards(self, seen: Any) -> str:
        np = self._np
        if not self._above:
            return self._told_up
        feet = [k for foot in self._feet.values() for k in foot]
        rise = np.median(seen[:, self._above].mean(axis=1) - seen[:, feet].mean(axis=1), axis=0)
        rise = rise / np.linalg.norm(rise)
        axis = int(np.argmax(np.abs(rise)))
        shown = ("+" if rise[axis] > 0 else "-") + "xyz"[axis]
        if abs(rise[axis]) < _UPRIGHT or (self._told_up and shown != self._told_up):
            said = f"says that {self._told_up} is up, and " if self._told_up else ""
            raise FootwiseError(
                self._where,
                f"{said}has a body that does not stand above its feet along {'that axis' if said else 'an axis'}",
                "Look at the axes and the labels of the cameras' program",
                kind=ErrorKind.BAD_FILE,
            )
        if not self._told_up:
            self.notes.append(f"{shown} is up, as the body stands above the feet")
        return shown

    def _check_sides(self, seen: Any) -> None:
        """A left foot is left of the right one; in a mirrored stream it is not."""
        np = self._np
        if len(self._feet) < 2:
            return
        (left_heel, left_toe), (right_heel, right_toe) = self._feet["left"], self._feet["right"]
        ahead = (seen[:, left_toe] - seen[:, left_heel] + seen[:, right_toe] - seen[:, right_heel])[:, :2]
        apart = (seen[:, left_heel] - seen[:, right_heel])[:, :2]
        ahead = ahead / np.linalg.norm(ahead, axis=1, keepdims=True)
        if np.median(ahead[:, 0] * apart[:, 1] - ahead[:, 1] * apart[:, 0]) < -_LEFT_M:
            raise FootwiseError(
                self._where,
                "has the left foot to the right of the right one: labels exchanged, or left-handed axes",
                "Correct it in the cameras' program",
                kind=ErrorKind.BAD_FILE,
            )

    def _turned(self, frames: Any) -> Any:
        """Turn positions so that z is up; right-handed axes stay right-handed."""
        x, y, z = (frames[..., k] for k in range(3))
        across = {"x": (y, z, x), "y": (x, -z, y), "z": (x, y, z)}[self._up[1]]
        turned = self._np.stack(across, axis=-1)
        return turned if self._up[0] == "+" else turned * (1.0, -1.0, -1.0)
