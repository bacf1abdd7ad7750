"""Write the drawings of the guide for people as pictures of their own: `python docs/guide_drawings.py`."""

from pathlib import Path

from footwise.clinic.phone.guide import GUIDE, LOST, drawing_svg

for part in (*GUIDE, LOST):
    (Path(__file__).parent / "images" / f"guide-{part.drawing}.svg").write_text(drawing_svg(part.drawing))
