"""The interface for programs under schemathesis: whatever is sent, no fault of ours, and every answer as described."""

from __future__ import annotations

from itertools import cycle

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.clinic.programs import token_for
from tests.clinic.test_api_routes import OPENED_BY, sent, world_archive

from footwise.clinic.api import limits

# What fits the description may still be refused: a pseudonym that is taken, a year in which nobody was born.
BY_RULES_OF_THE_CLINIC = [positive_data_acceptance]


def quick(examples: int) -> settings:
    """So many, always the same ones."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture
def schema(world, monkeypatch):
    cache.clear()
    monkeypatch.setattr(limits, "MOST_WRONG", 10**9)
    monkeypatch.setattr(limits, "MOST_CALLS", 10**9)
    # In this thread and by this connection, so that what a case changes is undone after it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    loaded = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    loaded.bearer = token_for(world.ash.clinician, world.ash.site)
    loaded.world = world
    yield loaded
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def look(schema, mode: GenerationMode, examples: int, part: slice = slice(None)) -> int:
    """Call everything that was made up, every other time about somebody who is there; gives how many were taken."""
    operations = [found.ok() for found in schema.get_all_operations()]
    return sum(_look_at(schema, one, mode, examples) for one in operations[part])


def _look_at(schema, operation, mode: GenerationMode, examples: int) -> int:
    name = operation.definition.raw["operationId"]
    keys = cycle([None, sent(name, schema.world).get("pk")])
    taken = 0

    @quick(examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def called(case):
        nonlocal taken
        key = next(keys)
        if key and "pk" in (case.path_parameters or {}) and not case.meta.is_negative_at(ParameterLocation.PATH):
            case.path_parameters["pk"] = str(key)
            if operation.path.endswith("/archive/fetch"):
                world_archive(schema.world)
        with transaction.atomic():
            answer = case.call_and_validate(
                headers={"Authorization": f"Bearer {schema.bearer}"}, excluded_checks=BY_RULES_OF_THE_CLINIC
            )
            assert answer.status_code < 500, name
            taken += 200 <= answer.status_code < 300
            transaction.set_rollback(True)

    called()
    return taken


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_made_up_calls_are_answered_as_described(schema, store, mode):
    """The small version of the test below: half of the calls in each database."""
    taken = look(schema, mode, 3, slice(store == "sqlite", None, 2))
    assert taken > len(OPENED_BY) / 4 if mode is GenerationMode.POSITIVE else True


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_thousands_of_made_up_calls_are_answered_as_described(schema, mode):
    look(schema, mode, 60)
