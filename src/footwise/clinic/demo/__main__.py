"""The processes of the demonstration: its year passes, or somebody walks and sends it.

`python -m footwise.clinic.demo SERVER` and `python -m footwise.clinic.demo SERVER ADDRESS`.
"""

from __future__ import annotations

import contextlib
import os
import sys
import warnings

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "footwise.clinic.settings")
django.setup()

from django.conf import settings  # noqa: E402

from footwise.clinic.demo.process import end_with  # noqa: E402
from footwise.clinic.demo.walking import walk_for_ever  # noqa: E402
from footwise.clinic.demo.year import pass_the_year  # noqa: E402

if __name__ == "__main__" and settings.DEMONSTRATION:
    end_with(int(sys.argv[1]))
    # Of steps that cannot be used; the pages say so in words.
    warnings.simplefilter("ignore", RuntimeWarning)
    with contextlib.suppress(KeyboardInterrupt):
        if len(sys.argv) > 2:
            walk_for_ever(sys.argv[2])
        else:
            pass_the_year()
