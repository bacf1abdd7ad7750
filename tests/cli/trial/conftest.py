"""A simulated trial with all that the demo makes of it, for tests of several commands."""

import pytest

from footwise.jobs.trial import trial_demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    trial_demo(folder)
    return folder
