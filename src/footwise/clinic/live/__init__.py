"""The live session: the therapist's and the person's screen follow one walk while it is walked."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.live.models import LiveSession, open_now
    from footwise.clinic.live.opening import end_session, open_live
    from footwise.clinic.live.socket import MOST_BYTES, with_live_sockets

__all__ = ["MOST_BYTES", "LiveSession", "end_session", "open_live", "open_now", "with_live_sockets"]

_MODELS, _OPENING, _SOCKET = (f"footwise.clinic.live.{name}" for name in ("models", "opening", "socket"))
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "MOST_BYTES": _SOCKET,
        "LiveSession": _MODELS,
        "end_session": _OPENING,
        "open_live": _OPENING,
        "open_now": _MODELS,
        "with_live_sockets": _SOCKET,
    },
)
