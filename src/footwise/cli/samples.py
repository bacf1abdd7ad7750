"""`footwise samples`: public recordings to try Footwise with."""

from __future__ import annotations

from typing import Annotated

import typer

from footwise.cli.command import command


@command("footwise analyse $(footwise samples --path treadmill)/treadmill_events.c3d")
def samples(
    name: Annotated[str | None, typer.Argument(help="Fetch this sample; without it, list all.")] = None,
    path: Annotated[
        str | None, typer.Option("--path", metavar="NAME", help="Print the sample's folder, fetching it if needed.")
    ] = None,
) -> None:
    """Get public recordings to try Footwise with."""
    from footwise.samples import sample_path

    if path is not None:
        print(sample_path(path))
    elif name is not None:
        print(f"{name} is in {sample_path(name)}")
    else:
        _list()


def _list() -> None:
    from rich.console import Console
    from rich.table import Table

    from footwise.samples import is_cached, samples

    table = Table("name", "what", "from", "licence", "here")
    for sample in samples():
        package = f"{sample.package} {sample.version}"
        table.add_row(sample.name, sample.what, package, sample.licence, "yes" if is_cached(sample) else "no")
    Console().print(table)
