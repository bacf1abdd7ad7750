"""A link as a QR code, drawn into the page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A QR code as an SVG path.

    Attributes
    ----------
    size : int
        Squares on each side, with the white edge that cameras need.
    path : str
    """

    size: int
    path: str


def qr_path(text: str) -> Picture:
    """Draw a text; a fifth of the picture may be creased or dirty."""
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_Q

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=4)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    squares = (f"M{x},{y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Picture(len(rows), "".join(squares))
