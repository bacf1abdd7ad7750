"""Lab Streaming Layer's library, imported when it is needed, and kept quiet."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.extras import require

# Where liblsl looks for the settings of a laboratory; they are left alone.
_CONFIGURATIONS = ("lsl_api.cfg", "~/lsl_api/lsl_api.cfg", "/etc/lsl_api/lsl_api.cfg")


@cache
def import_pylsl() -> Any:
    """Import pylsl.

    Raises
    ------
    FootwiseError
        Where it, or the library that it needs, is not installed.
    """
    require("pylsl")
    try:
        import pylsl
    except RuntimeError as error:  # pylsl without liblsl
        said = str(error).strip().splitlines()[0]
        raise FootwiseError("Lab Streaming Layer", f"pylsl cannot start ({said})", "Install liblsl") from None
    own = "LSLAPICFG" in os.environ or any(Path(path).expanduser().exists() for path in _CONFIGURATIONS)
    if not own:
        # Its messages would be written over what the person reads.
        pylsl.set_config_content("[log]\nlevel = -3\n")
    return pylsl
