"""The terminal of a running session: redrawn as it goes, or plain lines where nothing can be redrawn."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Hashable
from types import TracebackType
from typing import TYPE_CHECKING, Any

from footwise.coaching import CoachSession, Cue
from footwise.live_view.state import FootState, LiveState

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live

# Ten pictures a second are more than the eye needs, and leave the time for the samples.
_REDRAW_S = 0.1
_LAST_LINES = 12


class LiveView:
    """Shows a session while it runs; use it as ``with LiveView() as view: coach(session, source, view.show)``.

    Steps that the schedule leaves without feedback are shown as dots, and percentages count the told steps
    only: a screen that tells all would undo the fading.

    Parameters
    ----------
    console : rich.console.Console, optional
        Standard output.
    everything : bool
        Show every step all the same, on a screen that the walker cannot see.
    clock : callable
        Of the screen, s.
    """

    def __init__(
        self,
        console: Console | None = None,
        *,
        everything: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        from rich.console import Console

        self._console = console or Console()
        self._everything = everything
        self._clock = clock
        self._animated = self._console.is_terminal and not self._console.is_dumb_terminal
        self._live: Live | None = None
        self._broken = False
        self._session: CoachSession | None = None
        self._state = LiveState({})
        self._drawn_at = float("-inf")
        self._drawn: Hashable = None

    def __enter__(self) -> LiveView:
        """Take the screen, where there is one."""
        if self._animated:
            from rich.live import Live

            self._live = Live(console=self._console, screen=True, auto_refresh=False)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the screen back, and say in plain lines what was not yet said or went away with the screen."""
        if self._live is not None:
            with contextlib.suppress(OSError, UnicodeError):
                self._live.stop()
            self._live = None
        if self._session is not None:
            self._state.take(self._session, self._clock())
            self._state.lines = self._state.lines[-_LAST_LINES:]
            with contextlib.suppress(OSError, UnicodeError, ValueError, SystemExit):
                self._print()

    @property
    def animated(self) -> bool:
        """Whether there is a terminal to draw on."""
        return self._animated

    def cue(self, _: Cue) -> None:
        """Draw the arrow of a cue at once, not when the next picture is due."""
        if self._session is not None and self._live is not None and not self._broken:
            self._drawn_at = now = self._clock()
            self._state.take(self._session, now)
            self._draw(self._session, self._live, now)
        if self._broken:
            raise OSError("the screen is gone")

    def show(self, session: CoachSession) -> None:
        """Show how the session stands; at once back where nothing has changed or the last picture is new."""
        now = self._clock()
        if session is not self._session:
            self._session = session
            self._state = LiveState({side: FootState() for side in session.feet})
        if not self._animated:
            self._state.take(session, now)
            with contextlib.suppress(OSError, UnicodeError, ValueError, SystemExit):
                # Whoever read the lines may have gone, at which rich would exit; the walk goes on.
                self._print()
        elif now - self._drawn_at >= _REDRAW_S and self._live is not None and not self._broken:
            self._drawn_at = now
            self._state.take(session, now)
            self._draw(session, self._live, now)

    def _draw(self, session: CoachSession, live: Live, now: float) -> None:
        from footwise.live_view.screen import live_screen

        width, height = self._console.size
        visible = _visible(session, self._state, now, (width, height))
        if visible == self._drawn:
            return
        self._drawn = visible
        try:
            screen = live_screen(session, self._state, now, width, height, everything=self._everything)
            live.update(screen, refresh=True)
        except (OSError, UnicodeError):
            # A terminal that went away, or has no block characters, does not end the walk.
            self._broken = True

    def _print(self) -> None:
        lines, self._state.lines = self._state.lines, []
        for line in lines:
            self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _visible(session: CoachSession, state: LiveState, now: float, size: Any) -> Hashable:
    """What a picture depends on, so that none is drawn twice."""
    feet = tuple(
        (
            foot.stride["number"] if foot.stride else -1,
            foot.shown_turn(now),
            round(max(0.0, now - foot.sample_seen_s), 0 if now - foot.sample_seen_s > 1.0 else 1),
            session.feet[side].silent,
        )
        for side, foot in state.feet.items()
    )
    return session.phase, session.block, int(session.elapsed_s), tuple(session.notices), feet, size
