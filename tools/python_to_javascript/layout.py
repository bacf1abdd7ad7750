"""How JavaScript is laid out: parentheses only where they are needed, lists on several lines where they are long."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST = 96
# How tightly JavaScript's operators bind.
ARROW, CHOICE, OR, AND, EQUALITY, RELATION, SUM, PRODUCT, UNARY, CALL, ATOM = range(2, 13)


@dataclass(frozen=True)
class Piece:
    """An expression, and how tightly its outermost operator binds."""

    text: str
    binds: int = ATOM

    def inside(self, binds: int) -> str:
        """Give the text for a place between operators that bind so."""
        return self.text if self.binds >= binds else f"({self.text})"


def listed(begin: str, items: list[str], end: str, space: str = "") -> str:
    """Put items between brackets: on one line where they fit, else one a line."""
    line = f"{begin}{space}{', '.join(items)}{space}{end}" if items else begin + end
    if len(line) <= _LONGEST and "\n" not in line:
        return line
    if len(items) == 1 and not begin.endswith("{"):
        return line
    inner = "".join(f"{indented(item)},\n" for item in items)
    return f"{begin}\n{inner}{end}"


def indented(text: str) -> str:
    """Move every line in by two spaces."""
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))
