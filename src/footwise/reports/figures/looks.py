"""How each leg, step and arm looks, the same in every figure and never told apart by colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

INK = "#22282e"
QUIET = "#5b6670"
FAINT = "#c9d0d6"


@dataclass(frozen=True)
class Look:
    """Colour, dashes (lengths of line and gap in points, none for a solid line) and marker, filled or hollow."""

    colour: str
    dashes: tuple[float, ...] = ()
    marker: str = "o"
    hollow: bool = False

    @property
    def fill(self) -> str:
        """Colour inside the marker."""
        return "white" if self.hollow else self.colour


SIDE_LOOKS = {"left": Look("#0b6e69", (), "o"), "right": Look("#b0417f", (4, 2), "s")}
# How a step of coaching was walked: told or not told differ in filling, what was kept at the end in shape.
STEP_LOOKS = {
    "natural": Look("#5b6670", (1, 2), "s"),
    "with feedback": Look("#083f7c", (), "o"),
    "without feedback": Look("#2272b4", (4, 2), "o", hollow=True),
    "retention": Look("#963600", (7, 2), "D"),
}

# The two arms of a trial, the first and the control.
ARM_LOOKS = (Look("#083f7c", (), "o"), Look("#963600", (5, 2.5), "s", hollow=True))


def legend_sample(look: Look) -> Markup:
    """Draw a short piece of line with its marker, for a legend in the page's own text."""
    dashes = Markup(' stroke-dasharray="{}"').format(" ".join(map(str, look.dashes))) if look.dashes else Markup("")
    marker = {
        "o": '<circle cx="15" cy="6" r="3.4"/>',
        "s": '<path d="M12 3h6v6h-6z"/>',
        "v": '<path d="M11 3h8l-4 7z"/>',
        "^": '<path d="M11 9h8l-4 -7z"/>',
        "D": '<path d="M15 1.6l4.4 4.4l-4.4 4.4l-4.4 -4.4z"/>',
    }[look.marker]
    return Markup(
        '<svg class="sample" viewBox="0 0 30 12" width="30" height="12" aria-hidden="true" fill="{0}" stroke="{0}">'
        '<path d="M0 6h30" stroke-width="2" fill="none"{1}/>{2}</svg>'
    ).format(
        look.colour,
        dashes,
        Markup(marker.replace("/>", ' fill="white" stroke-width="1.6"/>') if look.hollow else marker),
    )
