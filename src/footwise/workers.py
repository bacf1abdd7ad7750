"""Who does work that can be shared out: this machine's cores, or the machines of a Dask scheduler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from footwise.errors import FootwiseError
from footwise.extras import require


def connected(workers: str, *, processes: bool = True) -> Any:
    """Connect to a scheduler, or start workers on this machine's cores.

    Parameters
    ----------
    workers : str
        ``local``, or the address of a Dask scheduler.
    processes : bool
        Whether workers on this machine are processes; threads serve work that starts processes of its own.

    Returns
    -------
    context manager
        Gives Dask's client, and closes what was opened.

    Raises
    ------
    FootwiseError
        Nobody answers at the address, or Dask is not installed.
    """
    import logging

    require("distributed")
    from distributed import Client, LocalCluster

    if workers != "local":
        try:
            _knock(workers)
            return Client(workers, timeout="10s", set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            trouble = f"no Dask scheduler answers ({type(error).__name__})"
            raise FootwiseError(
                workers, trouble, "Give its address, such as tcp://HOST:8786, or local, or serial"
            ) from None
    cluster = LocalCluster(
        processes=processes,
        threads_per_worker=1 if processes else None,
        # Any free port: the usual one may be taken, and nobody looks.
        dashboard_address="127.0.0.1:0" if processes else None,
        silence_logs=logging.CRITICAL,
        host="127.0.0.1" if processes else None,
    )
    return _OwnCluster(Client(cluster, set_as_default=False), cluster)


def _knock(address: str) -> None:
    """See whether anything listens: a client that finds nobody tries again and again, and leaves errors behind."""
    import socket

    require("distributed")
    from distributed.comm.addressing import parse_address, parse_host_port

    scheme, place = parse_address(address)
    if scheme in ("tcp", "tls", "ws", "wss"):
        socket.create_connection(parse_host_port(place), timeout=10).close()


@dataclass(frozen=True)
class _OwnCluster:
    """A client whose cluster ends with it."""

    client: Any
    cluster: Any

    def __enter__(self) -> Any:
        return self.client

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.cluster.close()
