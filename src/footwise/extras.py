"""The packages that a plain install leaves out: what needs each, and one way of saying that it is missing."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from footwise.errors import ErrorKind, FootwiseError

# Name under which it is imported, the extra that brings it, and what needs it.
_EXTRAS = {
    "allauth": ("clinic", "the clinic needs"),
    "argon2": ("clinic", "the clinic needs"),
    "axes": ("clinic", "the clinic needs"),
    "ai_edge_litert": ("video", "finding people in films needs"),
    "av": ("video", "films need"),
    "bleak": ("live", "radio sensors need"),
    "csp": ("clinic", "the clinic needs"),
    "cv2": ("video", "films need"),
    "dcm2niix": ("cartilage", "DICOM files need"),
    "distributed": ("trial", "work on many cores needs"),
    "django": ("clinic", "the clinic needs"),
    "jwt": ("clinic", "single sign-on needs"),
    "h5py": ("live", "recordings of APDM need"),
    "nibabel": ("cartilage", "images of cartilage need"),
    "ninja": ("clinic", "the clinic needs"),
    "onnxruntime": ("pose", "a pose model of your own needs"),
    "psycopg": ("clinic", "a clinic in PostgreSQL needs"),
    "pyarrow": ("batch", "a batch needs"),
    "pyrage": ("clinic", "backups need"),
    "pydicom": ("cartilage", "DICOM files need"),
    "pylsl": ("live", "Lab Streaming Layer needs"),
    "pythonosc": ("live", "cues over Open Sound Control need"),
    "pyxdf": ("live", "XDF files need"),
    "qtm_rt": ("live", "markers from Qualisys Track Manager need"),
    "redcap": ("trial", "a server of REDCap needs"),
    "serial": ("live", "cues over a serial line need"),
    "SimpleITK": ("cartilage", "images in which somebody moves need"),
    "statsmodels": ("trial", "the analysis of a trial needs"),
    "threadpoolctl": ("trial", "the power of a trial needs"),
    "typst": ("trial", "a PDF needs"),
    "uvicorn": ("clinic", "the clinic needs"),
    "websockets": ("live", "a session that the clinic follows needs"),
    "whitenoise": ("clinic", "the clinic needs"),
    "xarray": ("xarray", "a walk as a labelled data set needs"),
}


def require(*packages: str) -> None:
    """Say in one line what to install, where a package of an extra is missing; at once back where it is there.

    Parameters
    ----------
    packages : str
        Names under which they are imported.

    Raises
    ------
    FootwiseError
        Of the first that is missing; its kind is `ErrorKind.MISSING_EXTRA`.
    """
    for package in packages:
        if sys.modules.get(package) is None and not _is_there(package):
            raise _missing(package)


def packages_of_extras() -> dict[str, dict[str, bool]]:
    """Give the packages of each extra, by the name under which they are imported, and whether each is installed."""
    found: dict[str, dict[str, bool]] = {}
    for package, (extra, _) in sorted(_EXTRAS.items()):
        found.setdefault(extra, {})[package] = _is_there(package)
    return found


def missing_extra(error: ImportError) -> FootwiseError | None:
    """Give the error to tell in place of that of an import, where what failed belongs to an extra; else None."""
    package = (error.name or "").partition(".")[0]
    if package not in _EXTRAS:
        return None
    if isinstance(error, ModuleNotFoundError):
        return _missing(package)
    extra, _ = _EXTRAS[package]
    return FootwiseError(
        package, f"cannot be loaded ({error})", f"Install it again: {_command(extra)}", ErrorKind.MISSING_EXTRA
    )


def _missing(package: str) -> FootwiseError:
    extra, needs = _EXTRAS[package]
    return FootwiseError(
        package, f"is not installed, and {needs} it", f"Install it: {_command(extra)}", ErrorKind.MISSING_EXTRA
    )


def _command(extra: str) -> str:
    return f"pip install 'footwise[{extra}]'"


def _is_there(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False
