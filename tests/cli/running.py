"""The installed command, run as a person runs it."""

import subprocess
import sys
from pathlib import Path

FOOTWISE = str(Path(sys.executable).with_name("footwise"))


def run(*arguments, **keywords):
    return subprocess.run(
        [FOOTWISE, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False, **keywords
    )


def one_line_of_trouble(result, *words):
    """Exit code 2, one line on stderr that has the words, no traceback."""
    assert result.returncode == 2, (result.returncode, result.stderr)
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, lines
    assert lines[0].startswith("footwise: ")
    # Options stand for the library's parameters.
    assert "`" not in lines[0], lines[0]
    for word in words:
        assert word in lines[0], (word, lines[0])
