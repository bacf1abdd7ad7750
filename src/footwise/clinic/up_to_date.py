"""Whether this program and the database belong together: an older program writes nothing into a newer database."""

from __future__ import annotations

from typing import Any

from footwise.errors import FootwiseError


def refuse_newer_database(where: Any) -> None:
    """Refuse a database that a newer Footwise has changed already.

    Raises
    ------
    FootwiseError
        It was.
    """
    loader = _loader()
    ours = {app for app, _ in loader.disk_migrations}
    unknown = [name for name in loader.applied_migrations if name[0] in ours and name not in loader.disk_migrations]
    if unknown:
        raise FootwiseError(
            where,
            "the database was used by a newer Footwise than this one",
            "Install that version again, or a newer one",
        )


def refuse_older_database(where: Any) -> None:
    """Refuse a database that this program would have to bring up to date first.

    Raises
    ------
    FootwiseError
        It would.
    """
    loader = _loader()
    if set(loader.graph.leaf_nodes()) - set(loader.applied_migrations):
        raise FootwiseError(
            where,
            "the database belongs to an older Footwise than this one",
            "Start the clinic's server of this version first",
        )


def _loader() -> Any:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    return MigrationLoader(connection)
