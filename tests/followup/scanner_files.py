"""DICOM files as scanners send them, made from a phantom: classic and multi-frame, in one series or many."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.sequence import Sequence as Items
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

from footwise.followup import Grid

NAME, NUMBER, BORN = "Quixote^Dulcinea", "PX-4711", "19531224"
CLASSIC, MULTI_FRAME = "1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.4.1"


def geometry(grid: Grid) -> tuple[list[float], list[float], Any]:
    """Orientation and spacing of DICOM's slices along the third axis, and the place of each."""
    axes = np.diag([-1.0, -1.0, 1.0]) @ grid.affine[:3, :3]
    sizes = np.linalg.norm(axes, axis=0)
    orientation = [*(axes[:, 0] / sizes[0]), *(axes[:, 1] / sizes[1])]
    origin = np.diag([-1.0, -1.0, 1.0]) @ grid.affine[:3, 3]
    return orientation, [float(sizes[1]), float(sizes[0])], lambda k: [float(x) for x in origin + k * axes[:, 2]]


def header(**more: Any) -> Dataset:
    """What every file of the examination has, the person included."""
    one = Dataset()
    one.PatientName, one.PatientID, one.PatientBirthDate = NAME, NUMBER, BORN
    one.ReferringPhysicianName, one.PatientComments = "Panza^Sancho", f"spouse of {NAME}"
    one.StudyInstanceUID, one.FrameOfReferenceUID = "1.2.3.4", "1.2.3.5"
    one.Modality, one.Manufacturer, one.MagneticFieldStrength = "MR", "Philips", 3.0
    one.BodyPartExamined, one.Laterality, one.StudyDate = "KNEE", "R", "20260504"
    one.SamplesPerPixel, one.PhotometricInterpretation = 1, "MONOCHROME2"
    one.BitsAllocated, one.BitsStored, one.HighBit, one.PixelRepresentation = 16, 16, 15, 0
    one.PatientPosition, one.ImageType = "FFS", ["ORIGINAL", "PRIMARY", "M", "SE"]
    one.RescaleSlope, one.RescaleIntercept = 1.0, 0.0
    for name, value in more.items():
        setattr(one, name, value)
    return one


def saved(one: Dataset, path: Path, sop_class: str) -> None:
    one.SOPClassUID, one.SOPInstanceUID = sop_class, generate_uid()
    one.file_meta = FileMetaDataset()
    one.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    one.file_meta.MediaStorageSOPClassUID, one.file_meta.MediaStorageSOPInstanceUID = sop_class, one.SOPInstanceUID
    path.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one.save_as(path, enforce_file_format=True)


def classic(
    folder: Path, signal: np.ndarray, grid: Grid, *, number: int = 5, echoes_ms: Sequence[float] = (), **more: Any
) -> None:
    """Write one series, a file a slice: the images of one place stand together, as some scanners number them."""
    orientation, spacing, place = geometry(grid)
    uid = f"1.2.3.{number}"
    for k in range(grid.shape[2]):
        for t, volume in enumerate(signal):
            one = header(SeriesInstanceUID=uid, SeriesNumber=number, **more)
            one.ImageOrientationPatient, one.PixelSpacing, one.ImagePositionPatient = orientation, spacing, place(k)
            one.SliceThickness = one.SpacingBetweenSlices = float(np.linalg.norm(grid.affine[:3, 2]))
            one.InstanceNumber = 1 + t + k * len(signal)
            if len(echoes_ms):
                one.EchoTime, one.EchoNumbers = float(echoes_ms[t]), t + 1
            one.Columns, one.Rows = volume.shape[:2]
            one.PixelData = np.round(volume[:, :, k].T).astype(np.uint16).tobytes()
            # Exports number their files anyhow.
            saved(one, folder / NAME / f"IM{number}_{(7919 * one.InstanceNumber) % 10007:05d}", CLASSIC)


def multi_frame(
    path: Path, signal: np.ndarray, grid: Grid, *, number: int = 5, echoes_ms: Sequence[float] = (), **more: Any
) -> None:
    """Write one series as one file with a frame a slice and time."""
    orientation, spacing, place = geometry(grid)
    one = header(SeriesInstanceUID=f"1.2.3.{number}", SeriesNumber=number, InstanceNumber=1, **more)
    one.Columns, one.Rows = signal.shape[1:3]
    measures, plane = Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = spacing, float(np.linalg.norm(grid.affine[:3, 2]))
    measures.SpacingBetweenSlices = measures.SliceThickness
    plane.ImageOrientationPatient = orientation
    shared = Dataset()
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = Items([measures]), Items([plane])
    one.SharedFunctionalGroupsSequence = Items([shared])
    frames, pixels = [], []
    for t, volume in enumerate(signal):
        for k in range(grid.shape[2]):
            frame, content, where, echo, kind = Dataset(), Dataset(), Dataset(), Dataset(), Dataset()
            content.StackID, content.InStackPositionNumber, content.TemporalPositionIndex = "1", k + 1, t + 1
            content.DimensionIndexValues = [1, k + 1, t + 1]
            where.ImagePositionPatient = place(k)
            kind.FrameType, kind.ComplexImageComponent = ["ORIGINAL", "PRIMARY", "T2", "NONE"], "MAGNITUDE"
            frame.FrameContentSequence, frame.PlanePositionSequence = Items([content]), Items([where])
            frame.MRImageFrameTypeSequence = Items([kind])
            if len(echoes_ms):
                echo.EffectiveEchoTime = float(echoes_ms[t])
                frame.MREchoSequence = Items([echo])
            frames.append(frame)
            pixels.append(np.round(volume[:, :, k].T).astype(np.uint16))
    one.PerFrameFunctionalGroupsSequence, one.NumberOfFrames = Items(frames), len(frames)
    one.PixelData = np.stack(pixels).tobytes()
    saved(one, path, MULTI_FRAME)


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder.parent))
    return path
