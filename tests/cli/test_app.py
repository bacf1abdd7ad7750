import os
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

import footwise
from footwise.cli import app as cli
from footwise.errors import FootwiseError
from footwise.samples import samples

COMMAND = [sys.executable, "-c", "from footwise.cli import main; main()"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run `footwise --debug? fail` in this process, with a command that raises what the test wants."""
    monkeypatch.setenv("FOOTWISE_DEBUG", "")

    def fail(error: BaseException, *options: str) -> int:
        def app(**_: Any) -> None:
            if "--debug" in options:
                os.environ["FOOTWISE_DEBUG"] = "1"
            raise error

        monkeypatch.setattr(cli, "app", app)
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return int(stop.value.code or 0)

    return fail


def test_help_names_the_commands_and_gives_an_example() -> None:
    result = run("--help")
    assert result.returncode == 0
    assert "samples" in result.stdout
    assert "Example: footwise" in result.stdout


def every_command() -> list[tuple[str, ...]]:
    """Words of every command, those of groups such as `footwise trial` among them."""
    found: list[tuple[str, ...]] = []

    def collect(command: Any, words: tuple[str, ...]) -> None:
        inner = getattr(command, "commands", {})
        if words:
            found.append(words)
        for name in sorted(inner):
            collect(inner[name], (*words, name))

    collect(typer.main.get_command(cli.app), ())
    return found


def test_groups_have_their_commands() -> None:
    assert ("trial", "analyse") in every_command()
    assert ("trial", "to-redcap") in every_command()
    assert ("score",) in every_command()


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_each_command_has_help_with_an_example(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli.app, [*words, "--help"], prog_name="footwise")
    assert result.exit_code == 0
    said = " ".join(result.output.split())
    assert f"footwise {' '.join(words)}" in said.split("Example")[1]
    assert f"Usage: footwise {' '.join(words)}" in said


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_each_command_explains_itself_and_its_options(words: tuple[str, ...]) -> None:
    command: Any = typer.main.get_command(cli.app)
    for word in words:
        command = command.commands[word]
    assert command.help, "it says what it does"
    for parameter in command.params:
        assert parameter.help, f"{parameter.name} is explained"


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom footwise.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted({'numpy', 'pandas', 'ezc3d', 'matplotlib', 'rich'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program, "--help"], capture_output=True, text=True)
    assert result.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", [(), *every_command()], ids=" ".join)
def test_a_short_word_asks_for_help_too(words: tuple[str, ...]) -> None:
    short, long = (CliRunner().invoke(cli.app, [*words, word], prog_name="footwise") for word in ("-h", "--help"))
    assert short.exit_code == 0
    assert short.output == long.output
    assert "-h, --help" in short.output


def test_the_package_is_a_program_of_its_name() -> None:
    result = subprocess.run([sys.executable, "-m", "footwise", "--version"], capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (0, f"footwise {footwise.__version__}\n")
    result = subprocess.run([sys.executable, "-m", "footwise", "prescribe"], capture_output=True, text=True)
    assert result.returncode == 2
    assert result.stderr == "footwise: Missing argument 'STUDY'. See 'footwise prescribe --help'.\n"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("footwise pres", {"prescribe"}),
        ("footwise trial ana", {"analyse"}),
        ("footwise analyse --ma", {"--mass", "--markers", "--marker-hz"}),
        ("footwise video ca", {"calibrate"}),
        ("footwise video --cal", {"--calibration"}),
        ("footwise video walk.mp4 --cal", {"--calibration"}),
    ],
)
def test_tab_completes_commands_and_options(words: str, offered: set[str]) -> None:
    asked = {"_FOOTWISE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    result = run(**asked)
    assert result.returncode == 0
    assert set(result.stdout.split()) == offered


def test_the_completion_of_a_shell_can_be_shown() -> None:
    result = run("--show-completion", "zsh", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert result.returncode == 0
    assert "compdef" in result.stdout and "footwise" in result.stdout


def test_version_is_the_one_of_the_package() -> None:
    result = run("--version")
    assert (result.returncode, result.stdout) == (0, f"footwise {footwise.__version__}\n")
    assert version("footwise") == footwise.__version__


@pytest.mark.parametrize("arguments", [["no-such-command"], ["--no-such-option"], ["samples", "a", "b", "c"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert "See 'footwise" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr


def test_a_wrong_command_with_a_suggestion_ends_with_one_mark() -> None:
    assert run("analyze").stderr.endswith("Did you mean 'analyse'? See 'footwise --help'.\n")


@pytest.mark.parametrize("group", ["trial", "video"])
def test_a_group_without_a_command_shows_its_help(group: str) -> None:
    result, asked = run(group), run(group, "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == asked.stdout
    assert f"Usage: footwise {group}" in result.stdout.splitlines()[0]


def test_trouble_is_one_line_and_exit_code_2() -> None:
    result = run("samples", "no-such-sample")
    assert (result.returncode, result.stdout) == (2, "")
    known = ", ".join(sample.name for sample in samples())
    expected = f"footwise: sample 'no-such-sample': there is no sample of this name. Choose one of: {known}.\n"
    assert result.stderr == expected


@pytest.mark.parametrize(("options", "environment"), [(["--debug"], {}), ([], {"FOOTWISE_DEBUG": "1"})])
def test_debug_shows_where_it_happened(options: list[str], environment: dict[str, str]) -> None:
    result = run(*options, "samples", "no-such-sample", **environment)
    assert result.returncode == 2
    assert "Traceback" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("footwise: sample 'no-such-sample'")


def test_trouble_with_newlines_stays_one_line(failing: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(FootwiseError("walk.c3d", "is\nempty", "Export it\nagain")) == 2
    assert capsys.readouterr().err == "footwise: walk.c3d: is empty. Export it again.\n"


def test_a_fault_of_our_own_asks_for_a_report(failing: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(ZeroDivisionError("division\nby zero")) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError" in said
    assert "--debug" in said
    assert failing(ZeroDivisionError(), "--debug") == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_package_of_an_extra_that_nobody_asked_for_is_told_all_the_same(
    failing: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(ModuleNotFoundError("No module named 'cv2'", name="cv2")) == 2
    told = "footwise: cv2: is not installed, and films need it. Install it: pip install 'footwise[video]'.\n"
    assert capsys.readouterr().err == told
    assert failing(ModuleNotFoundError("No module named 'cv3'", name="cv3")) == 2
    assert "this should not have happened (ModuleNotFoundError: No module named 'cv3')" in capsys.readouterr().err


def test_ctrl_c_says_so_in_one_line(failing: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(KeyboardInterrupt()) == 2
    assert capsys.readouterr().err == f"footwise: {cli._STOPPED}\n"


@pytest.mark.skipif(os.name != "posix", reason="sends a POSIX signal")
def test_ctrl_c_in_a_command(tmp_path: Path) -> None:
    program = (
        "import time, footwise.cli.app as cli\n"
        "@cli.app.command()\n"
        "def wait() -> None:\n"
        "    print('ready', flush=True); time.sleep(60)\n"
        "cli.main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, "wait"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 2
    assert said.strip() == f"footwise: {cli._STOPPED}"


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX pipe")
def test_a_reader_that_goes_away_is_no_trouble() -> None:
    read, write = os.pipe()
    os.close(read)
    result = subprocess.run([*COMMAND, "samples"], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert result.stderr == ""


def test_samples_lists_what_is_here(tmp_path: Path) -> None:
    result = run("samples", FOOTWISE_CACHE=str(tmp_path), COLUMNS="200")
    assert result.returncode == 0
    for word in ("treadmill", "gaitalytics 0.2.2", "foot-sensors", "MIT", "no"):
        assert word in result.stdout


def test_samples_path_prints_only_the_folder(treadmill_c3d: Path) -> None:
    result = run("samples", "--path", "treadmill")
    assert result.stdout == f"{treadmill_c3d.parent}\n"
    assert result.stderr == ""
