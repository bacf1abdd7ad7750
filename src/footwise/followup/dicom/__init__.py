"""What a scanner sends: DICOM files in a folder or an archive, to a series of images with their times."""

from footwise.followup.dicom.reading import ScannedSeries, is_scanned, read_scanned_series

__all__ = [
    "ScannedSeries",
    "is_scanned",
    "read_scanned_series",
]
