"""`footwise trial ...`, run in this process."""

from typer.testing import CliRunner

from footwise.cli.trial import trial_app


def run(*arguments: object) -> str:
    result = CliRunner().invoke(trial_app, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
