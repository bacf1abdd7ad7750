"""The terminal screen of a running session."""

from footwise.live_view.view import LiveView

__all__ = [
    "LiveView",
]
