"""A hundred small feet: how many of 100 such knees are unloaded, told by shape as well as by colour."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

_ACROSS, _APART_X, _APART_Y = 10, 38, 44
# A right sole seen from above, about 20 wide and 36 high, around its middle.
_SOLE = "M-1 -18C-7 -18 -9 -12 -9 -6C-9 -1 -6 3 -6 8C-6 14 -4 18 0 18C5 18 7 13 6 8C5 3 9 -1 9 -7C9 -13 5 -18 -1 -18Z"


@dataclass(frozen=True)
class Group:
    """Knees of 100 to which the same happens.

    Attributes
    ----------
    count : int
    words : str
    look : str
        Attributes of the sole's outline.
    mark : str
        Path that is drawn over it; empty where there is none.
    """

    count: int
    words: str
    look: str
    mark: str = ""


_UP = "M0 7V-7M-4.5 -2.5L0 -7L4.5 -2.5"


def groups_of(counts: tuple[int, int, int, int]) -> tuple[Group, ...]:
    """Make the four groups: clearly less load, a little less, a little more, clearly more."""
    much, little, more, much_more = counts
    return (
        Group(much, "clearly less load (by 5 % or more)", 'fill="#0b6e69" stroke="#0b6e69"'),
        Group(little, "a little less load", 'fill="#a9d6d2" stroke="#0b6e69"'),
        Group(more, "a little more load", 'fill="#ffffff" stroke="#963600"', _UP),
        Group(much_more, "clearly more load (by 5 % or more)", 'fill="#963600" stroke="#963600"', _UP),
    )


def hundred_feet(counts: tuple[int, int, int, int]) -> Markup:
    """Draw ten rows of ten feet, those of unloaded knees first.

    Parameters
    ----------
    counts : tuple of int
        Of the four groups, 100 together.

    Returns
    -------
    Markup
        An ``<svg>`` element.
    """
    soles = [group for group in groups_of(counts) for _ in range(group.count)]
    drawn = []
    for at, group in enumerate(soles):
        x = (at % _ACROSS + 0.5) * _APART_X
        y = (at // _ACROSS + 0.5) * _APART_Y
        # Left and right feet in turns, as people have them.
        drawn.append(
            Markup('<g transform="translate({} {}) scale({} 1)">{}</g>').format(
                x, y, -1 if at % 2 == 0 else 1, _sole(group)
            )
        )
    said = "; ".join(f"{group.count} {group.words}" for group in groups_of(counts) if group.count)
    return Markup('<svg class="feet" viewBox="0 0 {} {}" role="img" aria-label="Of 100 knees: {}">{}</svg>').format(
        _ACROSS * _APART_X, -(-len(soles) // _ACROSS) * _APART_Y, said, Markup("").join(drawn)
    )


def foot_of(group: Group) -> Markup:
    """Draw one foot for the legend."""
    return Markup('<svg class="one-foot" viewBox="-11 -20 22 40" aria-hidden="true">{}</svg>').format(_sole(group))


def _sole(group: Group) -> Markup:
    mark = ""
    if group.mark:
        colour = "#ffffff" if 'fill="#963600"' in group.look else "#963600"
        mark = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2.4" stroke-linecap="round"/>').format(
            group.mark, colour
        )
    return Markup('<path d="{}" {} stroke-width="2"/>{}').format(_SOLE, Markup(group.look), mark)
