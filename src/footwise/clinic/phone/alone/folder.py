"""The page as a folder for any web server; an earlier one in it is replaced, anything else is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

from footwise.clinic.phone.alone.files import INDEX, WORKER, page_files
from footwise.clinic.phone.app_files import app_version
from footwise.clinic.phone.page_text import LANGUAGES
from footwise.errors import FootwiseError
from footwise.outputs import whole_folder

_OURS = {INDEX, WORKER, "app", *LANGUAGES}


def write_page(folder: Path) -> int:
    """Write the page; give the number of its files.

    Parameters
    ----------
    folder : Path
        Empty, not there yet, or with an earlier page in it. A phone that has the earlier one goes on with it, and takes
        the newer one the next time that it opens the page with a network.

    Raises
    ------
    FootwiseError
        Something else lies in the folder, or it cannot be written.
    """
    _refuse_what_is_not_ours(folder)
    files = page_files()
    with whole_folder(folder, "Choose another with `static=...`") as staging:
        for name, content in files.items():
            path = staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for older in (folder / "app").iterdir():
        if older.name != app_version():
            shutil.rmtree(older)
    return len(files)


def _refuse_what_is_not_ours(folder: Path) -> None:
    if not folder.is_dir():
        return
    try:
        found = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    except OSError as error:
        raise FootwiseError(folder, f"cannot be read ({error.strerror})", "Choose another with `static=...`") from error
    others = sorted(found - _OURS)
    # A folder that only happens to have an `index.html` has no worker of ours.
    if found and (others or WORKER not in found):
        first = others[0] if others else sorted(found)[0]
        raise FootwiseError(
            folder, f"holds other files, such as {first}", "Choose an empty folder with `static=...`, and copy it"
        )
