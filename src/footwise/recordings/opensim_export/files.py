"""Recordings as OpenSim reads them: markers as TRC, the ground's force on each foot as MOT, and external loads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from footwise.arrays import Array, by_value
from footwise.recordings.recording import Recording

_HEAD = "PathFileType\t4\t(X/Y/Z)\t{name}.trc"
_KEYS = "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames"


@by_value
@dataclass(frozen=True)
class FootWrench:
    """What the ground does to one foot, in the lab frame.

    Attributes
    ----------
    force_n, point_m, torque_nm : array, shape (frames, 3)
        Zero while the foot is off the ground; the torque is about the point.
    """

    force_n: Array
    point_m: Array
    torque_nm: Array


def opensim_axes(vectors: Array) -> Array:
    """Turn vectors of the lab frame (x ahead, y left, z up) into OpenSim's (x ahead, y up, z to the right)."""
    return np.stack((vectors[..., 0], vectors[..., 2], -vectors[..., 1]), axis=-1)


def trc_text(recording: Recording, name: str) -> str:
    """Write the markers as a TRC file in m; a marker that was not seen has empty cells.

    Parameters
    ----------
    recording : Recording
        In the lab frame; time begins with its first frame.
    name : str
        Of the file, without its ending.
    """
    markers = recording.markers
    labels = [label.removeprefix(recording.prefix) for label in markers.labels]
    rate, count, frames = f"{markers.rate_hz:.9g}", len(labels), markers.frames
    lines = [
        _HEAD.format(name=name),
        _KEYS,
        f"{rate}\t{rate}\t{frames}\t{count}\tm\t{rate}\t1\t{frames}",
        "\t".join(["Frame#", "Time", *(f"{label}\t\t" for label in labels)]),
        "\t".join(["", "", *(f"X{k}\tY{k}\tZ{k}" for k in range(1, count + 1))]),
        "",
    ]
    positions = opensim_axes(markers.positions_m)
    for k, row in enumerate(positions.reshape(frames, -1)):
        cells = (f"{value:.6f}" if np.isfinite(value) else "" for value in row)
        lines.append("\t".join([str(k + 1), f"{k / markers.rate_hz:.6f}", *cells]))
    return "\n".join(lines) + "\n"


def mot_text(time_s: Array, feet: Mapping[str, FootWrench], name: str) -> str:
    """Write the forces on the feet as a MOT file: ``left_ground_force_v…``, ``…_p…`` and ``left_ground_torque_…``.

    Parameters
    ----------
    time_s : array, shape (rows,)
    feet : mapping
        Side to :class:`FootWrench` of as many rows, nothing missing.
    name : str
        Of the file, without its ending.
    """
    columns, names = [time_s[:, None]], ["time"]
    for side, foot in feet.items():
        for what, letter, values in (
            ("force", "v", foot.force_n),
            ("force", "p", foot.point_m),
            ("torque", "", foot.torque_nm),
        ):
            columns.append(opensim_axes(values))
            names += [f"{side}_ground_{what}_{letter}{axis}" for axis in "xyz"]
    table = np.concatenate(columns, axis=1) + 0.0
    head = [name, "version=1", f"nRows={len(table)}", f"nColumns={len(names)}", "inDegrees=yes", "endheader"]
    rows = ("\t".join(f"{value:.6f}" for value in row) for row in table)
    return "\n".join([*head, "\t".join(names), *rows]) + "\n"


def external_loads_xml(bodies: Mapping[str, str], forces: str) -> str:
    """Say which columns of a file of forces act on which body.

    Parameters
    ----------
    bodies : mapping of str to str
        Side to the body of the model's foot, such as ``calcn_l``.
    forces : str
        Name of the MOT file.
    """
    loads = [
        f"""      <ExternalForce name={quoteattr(f"{side}_foot")}>
        <applied_to_body>{escape(body)}</applied_to_body>
        <force_expressed_in_body>ground</force_expressed_in_body>
        <point_expressed_in_body>ground</point_expressed_in_body>
        <force_identifier>{side}_ground_force_v</force_identifier>
        <point_identifier>{side}_ground_force_p</point_identifier>
        <torque_identifier>{side}_ground_torque_</torque_identifier>
      </ExternalForce>"""
        for side, body in bodies.items()
    ]
    return document(
        f"""  <ExternalLoads name="ground">
    <objects>
{chr(10).join(loads)}
    </objects>
    <groups />
    <datafile>{escape(forces)}</datafile>
  </ExternalLoads>"""
    )


def document(inside: str) -> str:
    """Put XML into a document of OpenSim 4."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<OpenSimDocument Version="40000">\n{inside}\n</OpenSimDocument>\n'
