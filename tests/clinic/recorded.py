"""Recordings of a visit as somebody sends them, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from footwise.clinic.audit import Actor, acting_as
from footwise.clinic.recordings import Recording, begin, take_piece
from footwise.clinic.recordings.arrival import PIECE_BYTES

# Begins as a C3D file does, and as files of OpenSim do.
C3D = b"\x02\x50" + bytes(600)
TRC = b"PathFileType\t4\t(X/Y/Z)\twalk.trc\n"
MOT = b"forces\nnRows=1\nendheader\ntime\tground_force_vx\n0\t1\n"
TABLE = b"t,ax,ay,az,gx,gy,gz\n0,0,0,9.8,0,0,0\n"


def send(clinic: Any, name: str, content: bytes, *, folder: str = "", visit: Any = None) -> Recording:
    """Send a file of a clinic's clinician."""
    with acting_as(Actor("test")):
        one = begin(visit or clinic.visit, name, len(content), "", clinic.clinician, folder)
        for offset in range(0, max(len(content), 1), PIECE_BYTES):
            piece = content[offset : offset + PIECE_BYTES]
            taken = take_piece(clinic.clinician, one.pk, offset, piece, sha256(piece).hexdigest())
        assert taken is not None and taken.whole
        return Recording.everything.get(pk=one.pk)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()
