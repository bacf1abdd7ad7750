"""The practice page for people without a clinic: as files for any web server, or served in the local network."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.phone.alone.files import page_files
    from footwise.clinic.phone.alone.folder import write_page
    from footwise.clinic.phone.alone.serving import Opened, default_folder, serve_page

__all__ = ["Opened", "default_folder", "page_files", "serve_page", "write_page"]

_SERVING = "footwise.clinic.phone.alone.serving"
__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "Opened": _SERVING,
        "default_folder": _SERVING,
        "page_files": "footwise.clinic.phone.alone.files",
        "serve_page": _SERVING,
        "write_page": "footwise.clinic.phone.alone.folder",
    },
)
