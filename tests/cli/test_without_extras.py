"""Every command where none of the extras' packages can be imported: it works, or says in one line what to install."""

import json
import subprocess
import sys

from tests.cli.every_command import commands, commands_called, needing_an_extra, one_line, working

from footwise.extras import _EXTRAS

# Runs each command line in one process in which the packages are not found, and tells how each has ended.
PROGRAM = """
import contextlib, io, json, sys
blocked = set(json.loads(sys.argv[1]))
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
from footwise.cli import main
told = []
for words in json.loads(sys.argv[2]):
    sys.argv = ["footwise", *words]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            told.append([int(end.code or 0), out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""


def run(*lines):
    """Exit code, output and errors of every command line."""
    lines = [[str(word) for word in words] for words in lines]
    command = [sys.executable, "-c", PROGRAM, json.dumps(sorted(_EXTRAS)), json.dumps(lines)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(result.stdout.splitlines()[-1])


def test_commands_that_need_an_extra_say_which(tmp_path):
    needs = needing_an_extra(tmp_path)
    for (words, package), (code, _, said) in zip(needs.items(), run(*needs), strict=True):
        assert code == 2, (words, said)
        assert said == one_line(package, said), words
    assert not (tmp_path / "out").exists() and not (tmp_path / "out.toml").exists()


def test_the_others_work(treadmill_c3d, tmp_path):
    lines = working(treadmill_c3d, tmp_path)
    for words, (code, told, said) in zip(lines, run(*lines), strict=True):
        assert code == 0 and told, (words, told, said)


def test_no_command_is_left_out(treadmill_c3d, tmp_path):
    called = commands_called([*working(treadmill_c3d, tmp_path), *needing_an_extra(tmp_path)])
    assert called >= commands() > {"analyse", "trial enrol", "video walk"}
