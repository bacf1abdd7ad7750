"""Volumes of DICOM files to images: dcm2niix gets a copy that holds numbers, codes and pixels, and nobody's name."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from footwise.errors import FootwiseError
from footwise.extras import require
from footwise.followup.dicom.headers import Slice
from footwise.followup.nifti import Image, read_image

# Value representations that cannot hold a name, a date or free text.
_BARE = frozenset(("AT", "CS", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UI", "UL", "US", "UV"))
# Groups about the recording, the place, the image and its pixels; of 0008 what kind of image it is, and of whose make.
_GROUPS = frozenset((0x0018, 0x0020, 0x0028, 0x5200))
_KIND = frozenset((0x00080008, 0x00080016, 0x00080018, 0x00080060, 0x00080070))
_PIXELS = 0x7FE00010
# Philips' factors between what is stored and the signal, and the name by which it claims their numbers.
_PHILIPS = frozenset((0x2005100D, 0x2005100E, 0x20051409, 0x2005140A, 0x2005140F, 0x20050010, 0x20050014))
_SECONDS = 300


def convert(source: Path, volumes: Sequence[Sequence[Slice]]) -> list[Image]:
    """Convert each volume by itself, in order.

    Raises
    ------
    FootwiseError
        dcm2niix does not make one image of a volume.
    """
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        # Only its owner may look into such a folder, and it goes at once.
        return [_convert(source, volume, Path(folder) / str(k)) for k, volume in enumerate(volumes)]


def _convert(source: Path, volume: Sequence[Slice], folder: Path) -> Image:
    require("dcm2niix")
    import dcm2niix

    files, made = folder / "files", folder / "made"
    files.mkdir(parents=True)
    made.mkdir()
    _copy_without_names(source, volume, files)
    words = ["-b", "n", "-z", "n", "-m", "y", "-x", "i", "-f", "image", "-o", str(made), str(files)]
    try:
        told = dcm2niix.main(words, capture_output=True, timeout=_SECONDS)
        failed = told.returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        failed = type(error).__name__
    images = sorted(made.glob("*.nii"))
    trouble = f"has images that dcm2niix does not convert (series {volume[0].series_number}: "
    remedy = "Convert them by hand, and give the NIfTI images"
    if failed or len(images) != 1:
        raise FootwiseError(source, f"{trouble}{len(images)} images of one, {failed})", remedy)
    image = read_image(images[0])
    rows, columns = volume[0].shape
    if image.grid.shape != (columns, rows, len(volume)) or len(image.volumes) != 1:
        shape = "×".join(map(str, (*image.grid.shape, len(image.volumes))))
        raise FootwiseError(source, f"{trouble}{shape} voxels of {columns}×{rows}×{len(volume)})", remedy)
    return image


def _copy_without_names(source: Path, volume: Sequence[Slice], folder: Path) -> None:
    """Write the slices of a volume: a file each, or one file with the frames that belong to it."""
    by_file: dict[str, list[Slice]] = {}
    for one in volume:
        by_file.setdefault(one.file.name, []).append(one)
    for number, slices in enumerate(by_file.values()):
        content = slices[0].file.read(pixels=True)
        if content.file_meta.TransferSyntaxUID.is_encapsulated:
            content.decompress()
        frames = int(content.get("NumberOfFrames") or 1)
        if len(content.get("PixelData", b"")) < frames * int(content.Rows) * int(content.Columns) * _bytes(content):
            trouble = f"holds a file that is cut off (series {slices[0].series_number})"
            raise FootwiseError(source, trouble, "Copy or export the series again")
        bare = _bare(content)
        bare.file_meta = _meta(content)
        if slices[0].frame is not None:
            _keep_frames(bare, content, [one.frame for one in slices if one.frame is not None])
        bare.save_as(folder / f"{number:05d}.dcm", enforce_file_format=True)


def _bare(content: Any) -> Any:
    """Copy what dcm2niix needs of a data set, through all its sequences."""
    require("pydicom")
    from pydicom import Dataset, Sequence

    bare = Dataset()
    for element in content:
        tag = int(element.tag)
        if not (element.tag.group in _GROUPS or tag in _KIND or tag in _PHILIPS or tag == _PIXELS):
            continue
        if element.VR == "SQ":
            bare.add_new(element.tag, "SQ", Sequence([_bare(item) for item in element.value]))
        elif element.VR in _BARE or tag in (_PIXELS, 0x00080070, 0x20050010, 0x20050014):
            bare.add(element)
    return bare


def _meta(content: Any) -> Any:
    require("pydicom")
    from pydicom.dataset import FileMetaDataset

    meta = FileMetaDataset()
    for name in ("MediaStorageSOPClassUID", "MediaStorageSOPInstanceUID", "TransferSyntaxUID"):
        setattr(meta, name, content.file_meta.get(name))
    return meta


def _keep_frames(bare: Any, content: Any, frames: Sequence[int]) -> None:
    """Keep some frames of a multi-frame file, in this order."""
    groups = bare.PerFrameFunctionalGroupsSequence
    pixels = np.frombuffer(content.PixelData, dtype=np.uint8)
    length = int(content.Rows) * int(content.Columns) * _bytes(content)
    per_frame = pixels[: length * int(content.NumberOfFrames)].reshape(-1, length)
    bare.PixelData = per_frame[list(frames)].tobytes()
    bare["PixelData"].VR = "OW"
    bare.NumberOfFrames = len(frames)
    bare.PerFrameFunctionalGroupsSequence = [groups[frame] for frame in frames]
    for number, group in enumerate(bare.PerFrameFunctionalGroupsSequence, start=1):
        # One volume: a stack of slices, and nothing else to be sorted by.
        if group.get("FrameContentSequence"):
            group.FrameContentSequence[0].DimensionIndexValues = [1, number]
            group.FrameContentSequence[0].InStackPositionNumber = number


def _bytes(content: Any) -> int:
    return int(content.BitsAllocated) // 8
