"""What the headers of DICOM files say of each slice: its series, its place, its echo time, and whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.followup.dicom.files import DicomFile

# What pydicom can unpack by itself, without another library.
_PLAIN = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99")
_RUN_LENGTH = "1.2.840.10008.1.2.5"
# Parts of an image of complex numbers that are no magnitude: third and later words of Image Type.
_NO_MAGNITUDE = frozenset(("P", "PHASE", "PHASE MAP", "R", "REAL", "I", "IMAGINARY"))


@dataclass(frozen=True)
class Identity:
    """Who lay in the scanner, to be compared only: nothing of it is ever shown.

    Attributes
    ----------
    person : tuple of str
        Name, number and birth date.
    study : str
        The examination.
    """

    person: tuple[str, str, str]
    study: str


@by_value
@dataclass(frozen=True)
class Slice:
    """One slice: a classic file, or a frame of a multi-frame file.

    Attributes
    ----------
    file : DicomFile
    frame : int or None
        Which frame of its file; None for a classic one.
    order : tuple of float
        What sorts the slices of one place: temporal position, acquisition, instance, frame.
    series : str
        Unique identifier of the series.
    series_number : int
    description : str
        Of the series, as the header has it: it may hold a name.
    identity : Identity
    echo_ms : float
        NaN where the header has none.
    position : array, shape (3,)
        Of the first voxel, in mm.
    rows : array, shape (2, 3)
        Directions along a row and along a column.
    spacing : tuple of float
    shape : tuple of int
    magnitude : bool
    original : bool
        As it was recorded, not derived from other images.
    body_part, side : str
        As the header has them; empty where it does not.
    """

    file: DicomFile
    frame: int | None
    order: tuple[float, ...]
    series: str
    series_number: int
    description: str
    identity: Identity
    echo_ms: float
    position: Array
    rows: Array
    spacing: tuple[float, float]
    shape: tuple[int, int]
    magnitude: bool
    original: bool
    body_part: str
    side: str

    @property
    def along(self) -> float:
        """Where it lies along the normal of its plane, in mm."""
        return float(np.cross(self.rows[0], self.rows[1]) @ self.position)


def slices_of(source: Path, files: list[DicomFile]) -> list[Slice]:
    """Read the slices of all MR images.

    Raises
    ------
    FootwiseError
        No MR image among them, or one that is compressed or whose header is damaged.
    """
    found: list[Slice] = []
    seen: set[str] = set()
    packed = ""
    others: set[str] = set()
    for file in files:
        content = _header(source, file)
        modality = str(content.get("Modality", ""))
        if modality != "MR" or "Rows" not in content:
            others.add(modality)
            continue
        # Exports hold one and the same image twice now and then.
        if (image := str(content.get("SOPInstanceUID", file.name))) in seen:
            continue
        seen.add(image)
        syntax = content.file_meta.get("TransferSyntaxUID", _PLAIN[0])
        if syntax not in (*_PLAIN, _RUN_LENGTH):
            packed = str(getattr(syntax, "name", syntax))
            continue
        found += _slices(source, file, content)
    if packed:
        trouble = f"holds compressed images ({packed})"
        raise FootwiseError(source, trouble, "Export them uncompressed: what is packed with a loss is another signal")
    if not found:
        kinds = ", ".join(sorted(kind for kind in others if kind)) or "none"
        raise FootwiseError(source, f"holds no MR image (what it holds: {kinds})", "Give the files of the MR scanner")
    return found


def _header(source: Path, file: DicomFile) -> Any:
    try:
        return file.read(pixels=False)
    except (OSError, ValueError, EOFError, KeyError, NotImplementedError) as error:
        trouble = f"holds a DICOM file that cannot be read ({type(error).__name__})"
        raise FootwiseError(source, trouble, "Export the examination again") from None


def _slices(source: Path, file: DicomFile, content: Any) -> Iterator[Slice]:
    try:
        if "PerFrameFunctionalGroupsSequence" in content:
            shared = content.get("SharedFunctionalGroupsSequence") or [{}]
            for number, own in enumerate(content.PerFrameFunctionalGroupsSequence):
                yield _slice(file, content, number, [own, shared[0]])
        else:
            yield _slice(file, content, None, [])
    except (AttributeError, ValueError, TypeError, IndexError, KeyError):
        series = content.get("SeriesNumber", "?")
        trouble = f"holds an image of series {series} that does not say where its voxels lie"
        raise FootwiseError(source, trouble, "Export the examination again") from None


def _slice(file: DicomFile, content: Any, frame: int | None, groups: list[Any]) -> Slice:
    def told(sequence: str, name: str, default: Any = None) -> Any:
        """Take a value from the frame's own group, the shared one, or the header itself."""
        for group in groups:
            if group.get(sequence) and name in group.get(sequence)[0]:
                return group.get(sequence)[0].get(name)
        value = content.get(name)
        return default if value is None else value

    kinds = [str(word).upper() for word in told("MRImageFrameTypeSequence", "FrameType", content.get("ImageType", []))]
    component = str(told("MRImageFrameTypeSequence", "ComplexImageComponent", "")).upper()
    echo = told("MREchoSequence", "EffectiveEchoTime", content.get("EchoTime"))
    orientation = [float(one) for one in told("PlaneOrientationSequence", "ImageOrientationPatient")]
    spacing = [float(one) for one in told("PixelMeasuresSequence", "PixelSpacing")]
    position = [float(one) for one in told("PlanePositionSequence", "ImagePositionPatient")]
    anatomy = [group.get("FrameAnatomySequence") for group in groups]
    side = next((str(one[0].get("FrameLaterality", "")) for one in anatomy if one), "")
    temporal = told("FrameContentSequence", "TemporalPositionIndex", content.get("TemporalPositionIdentifier") or 0)
    return Slice(
        file=file,
        frame=frame,
        order=(
            float(temporal),
            float(content.get("AcquisitionNumber") or 0) if frame is None else 0.0,
            float(content.get("InstanceNumber") or 0),
            float(frame or 0),
        ),
        series=str(content.SeriesInstanceUID),
        series_number=int(content.get("SeriesNumber") or 0),
        description=str(content.get("SeriesDescription") or content.get("ProtocolName") or ""),
        identity=Identity(
            (str(content.get("PatientName", "")), str(content.get("PatientID", "")),
             str(content.get("PatientBirthDate", ""))),
            str(content.get("StudyInstanceUID", "")),
        ),
        echo_ms=float("nan") if echo in (None, "") else float(echo),
        position=np.array(position),
        rows=np.array(orientation).reshape(2, 3),
        spacing=(spacing[0], spacing[1]),
        shape=(int(content.Rows), int(content.Columns)),
        magnitude=not _NO_MAGNITUDE.intersection(kinds[2:]) and component not in ("PHASE", "REAL", "IMAGINARY"),
        original=not kinds or kinds[0] == "ORIGINAL",
        body_part=str(content.get("BodyPartExamined") or "").strip().upper(),
        side=(side or str(content.get("Laterality") or content.get("ImageLaterality") or "")).strip().upper()[:1],
    )  # fmt: skip
