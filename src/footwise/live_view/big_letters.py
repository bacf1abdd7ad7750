"""Arrows and numbers of block characters, to be read from two metres away."""

from __future__ import annotations

_FULL = "█"
_LETTERS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", " ##", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", " # ", " # "),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "%": ("# #", "  #", " # ", "#  ", "# #"),
    "–": ("   ", "   ", "###", "   ", "   "),
    " ": (" ", " ", " ", " ", " "),
}
_TICK = ("      #", "     ##", "    ## ", "#  ##  ", "####   ", " ##    ")


def big_text(text: str, scale: int = 1) -> list[str]:
    r"""Write digits, % and dash with five rows of pixels, each `scale` rows high and twice as many columns wide.

    >>> print("\n".join(line.rstrip() for line in big_text("1")))
      ██
    ████
      ██
      ██
    ██████
    """
    rows = []
    for row in range(5):
        pixels = " ".join(_LETTERS[letter][row] for letter in text)
        rows += [_drawn(pixels, scale)] * scale
    return rows


def big_tick(scale: int = 1) -> list[str]:
    """Draw a tick, six pixels high."""
    return [line for pixels in _TICK for line in [_drawn(pixels, scale)] * scale]


def big_arrow(to_the_left: bool, rows: int) -> list[str]:
    """Draw an arrow that points left or right; it is `rows` high (an odd number) and about three times as wide."""
    half = rows // 2
    head, shaft = 2 * half + 2, 2 * half + 2
    lines = []
    for row in range(rows):
        off = abs(row - half)
        tail = shaft if off <= half // 3 else 0
        line = " " * (2 * off) + _FULL * (head - 2 * off + tail)
        lines.append(line.ljust(head + shaft))
    return lines if to_the_left else [line[::-1] for line in lines]


def _drawn(pixels: str, scale: int) -> str:
    return "".join((_FULL if pixel == "#" else " ") * 2 * scale for pixel in pixels)
