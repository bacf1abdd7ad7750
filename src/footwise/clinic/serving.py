"""Starting a clinic: its folder, its tables, the first administrator's link, then the server until it is stopped."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any
from urllib.parse import urlsplit

from footwise.clinic.audit import refuse_other_address
from footwise.clinic.demo import demonstration_home, living
from footwise.clinic.home import RESTORING, ClinicHome
from footwise.clinic.up_to_date import refuse_newer_database, refuse_older_database
from footwise.errors import ErrorKind, FootwiseError
from footwise.extras import require

_SETTINGS = "footwise.clinic.settings"
# Below which a clinic may live, beside others of the same name.
_PATH = re.compile(r"(/[A-Za-z0-9_.-]+)*/?")


def serve_clinic(
    home: ClinicHome,
    *,
    host: str = "localhost",
    port: int = 8000,
    public_url: str = "",
    workers: int = 1,
    demonstration: bool = False,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve a clinic until the process is stopped.

    Parameters
    ----------
    home : ClinicHome
        Made where it is not there yet, and its tables brought up to date.
    host, port : str, int
        Where to listen.
    public_url : str, optional
        How browsers reach it, ``https://clinic.example``, where a proxy with a certificate stands before it.
    workers : int
        How many processes do what takes longer than a page.
    demonstration : bool
        The clinic is one of `footwise.clinic.demo.demonstration_home`, and its people are invented.
    tell : callable
        Is told where the clinic is, and the first administrator's link.

    Raises
    ------
    FootwiseError
        The folder, the database or the port cannot be used, or passwords would cross a network unencrypted.
    """
    require("django", "allauth", "argon2", "axes", "csp", "uvicorn", "websockets", "whitenoise")
    _refuse_open_network(host, public_url)
    if syslog := os.environ.get("FOOTWISE_SYSLOG", ""):
        refuse_other_address(syslog)
    opened = _listen(host, port)
    try:
        prepare_clinic(home, public_url=public_url)
        where = (public_url or f"http://{host}:{opened.getsockname()[1]}").rstrip("/")
        # Addresses of pages begin with the path below which the clinic lives.
        origin = where.removesuffix(urlsplit(where).path)
        if demonstration:
            _demonstrate(where, tell)
        else:
            tell(f"The clinic is at {where} and lives in {home.folder}. Ctrl-C stops it.")
        for address in first_links(origin):
            tell(f"There is no administrator yet. This link makes one, once, within 24 hours: {address}")
        with _workers(workers), living(where) if demonstration else nullcontext():
            _run(opened, behind_proxy=bool(public_url))
    finally:
        opened.close()


def serve_demonstration(
    *, host: str = "localhost", port: int = 8000, workers: int = 1, tell: Callable[[str], None] = print
) -> None:
    """Serve a clinic of invented people until the process is stopped; nothing of it is left then.

    Parameters
    ----------
    host, port, workers, tell
        As in `serve_clinic`.

    Raises
    ------
    FootwiseError
        The port cannot be used, or others could reach it.
    """
    with demonstration_home() as home:
        serve_clinic(home, host=host, port=port, workers=workers, demonstration=True, tell=tell)


def _demonstrate(where: str, tell: Callable[[str], None]) -> None:
    require("django")
    from django.db import connection

    from footwise.clinic.demo import invent_clinics

    invent_clinics()
    connection.close()
    tell(f"The demonstration is at {where} – its people are invented, and all of it is thrown away at the end.")
    tell("Open the address in a browser and choose who you are. Ctrl-C ends it.")


def prepare_clinic(home: ClinicHome, *, public_url: str = "") -> None:
    """Make folder and tables, or bring them up to date; afterwards Django is set up for this clinic.

    Raises
    ------
    FootwiseError
        The database cannot be reached or changed.
    """
    require("django")
    if home.database_url:
        require("psycopg")
    refuse_half_restored(home)
    home.prepare()
    set_up(home, public_url)
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    from footwise.clinic.audit import Actor, acting_as

    try:
        refuse_newer_database(database_of(home))
        with acting_as(Actor("start")):
            call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise cannot_be_used(home, error) from error
    finally:
        connection.close()


def set_up(home: ClinicHome, public_url: str = "") -> None:
    """Set Django up for a clinic, once a process."""
    require("django")
    os.environ["FOOTWISE_CLINIC"] = str(home.folder.resolve())
    os.environ["DATABASE_URL"] = home.database_url
    os.environ["FOOTWISE_PUBLIC_URL"] = public_url
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS
    import django

    django.setup()


def database_of(home: ClinicHome) -> Any:
    """Name the database in an error."""
    return "DATABASE_URL" if home.database_url else home.folder


def cannot_be_used(home: ClinicHome, error: Exception) -> FootwiseError:
    """Give the error to tell where the database cannot be reached or changed."""
    why = str(error).splitlines()[0]
    return FootwiseError(database_of(home), f"the database cannot be used ({why})", "Check that it is there and yours")


def work_for_clinic(home: ClinicHome, *, workers: int = 1, tell: Callable[[str], None] = print) -> None:
    """Do the jobs of a clinic whose server runs on another machine, until the process is stopped.

    Parameters
    ----------
    home : ClinicHome
        The clinic's own folder, which the network shares with this machine, and its PostgreSQL.
    workers : int
        How many jobs are done at a time.
    tell : callable
        Is told that it works.

    Raises
    ------
    FootwiseError
        It is no clinic's folder, or not of this database; the database is SQLite or of another version.
    """
    require("django", "allauth", "argon2", "axes", "csp", "psycopg")
    _refuse_what_is_not_shared(home)
    set_up(home)
    from django.db import DatabaseError, connection

    from footwise.clinic.people import keys_fit

    try:
        refuse_newer_database("DATABASE_URL")
        refuse_older_database("DATABASE_URL")
        if not keys_fit():
            raise FootwiseError(
                home.keys, "holds no keys of the people in this database", "Share the folder of the clinic's own server"
            )
    except DatabaseError as error:
        raise cannot_be_used(home, error) from error
    finally:
        connection.close()
    tell(f"Working for the clinic in {home.folder}. Ctrl-C stops it.")
    stopped = threading.Event()
    with _workers(workers), suppress(KeyboardInterrupt):
        while not stopped.wait(timeout=3600):
            pass


def refuse_half_restored(home: ClinicHome) -> None:
    """Refuse a folder into which a clinic is being restored, or was until the power went.

    Raises
    ------
    FootwiseError
        It is one.
    """
    if (home.folder / RESTORING).exists():
        raise FootwiseError(
            home.folder, "is not restored to the end", "Restore the same archive again, or empty the folder"
        )


def _refuse_what_is_not_shared(home: ClinicHome) -> None:
    refuse_half_restored(home)
    if not home.database_url:
        raise FootwiseError(
            "DATABASE_URL",
            "is not set: a clinic on SQLite is worked for by its own server",
            "Name its PostgreSQL, or give its server more workers",
            ErrorKind.BAD_REQUEST,
        )
    for needed in (home.folder / "secrets.json", home.keys):
        if not needed.exists():
            raise FootwiseError(
                home.folder,
                f"is no clinic's folder here ({needed.name} is missing)",
                "Share the folder of the clinic's server with this machine: recordings, keys and secrets lie in it",
                ErrorKind.BAD_REQUEST,
            )


def first_links(where: str) -> list[str]:
    """Give the address that makes an administrator, where there is none."""
    require("django")
    from django.db import connection
    from django.urls import reverse

    from footwise.clinic.accounts import links_for_a_first_start
    from footwise.clinic.audit import Actor, acting_as

    with acting_as(Actor("start")):
        links = [where + reverse("welcome", args=[token]) for token in links_for_a_first_start()]
    connection.close()
    return links


def _refuse_open_network(host: str, public_url: str) -> None:
    if public_url:
        parts = urlsplit(public_url)
        if parts.scheme != "https" or not parts.hostname or not _PATH.fullmatch(parts.path):
            raise FootwiseError(
                "`public_url`", f"is {public_url!r}", "Write it like https://clinic.example", ErrorKind.BAD_REQUEST
            )
        return
    if not _is_this_machine(host):
        raise FootwiseError(
            "`host`",
            f"is {host!r}: passwords and people's data would cross the network unencrypted",
            "Put a proxy with a certificate before it and give its address with `public_url=...`",
            ErrorKind.BAD_REQUEST,
        )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else: a clinic that cannot be reached changes nothing."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        # Whoever opens the link before the server is ready waits, and is not turned away.
        opened.listen(128)
    except (OSError, OverflowError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise FootwiseError(
            f"{host}:{port}", f"cannot be listened on ({told})", "Choose another with `port=...`"
        ) from None
    return opened


@contextmanager
def _workers(count: int) -> Iterator[None]:
    """Keep worker processes running; one that dies is replaced, and its job goes on by its lease."""
    command = [sys.executable, "-m", "footwise.clinic.work", str(os.getpid())]
    running = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _ in range(count)]
    closing = threading.Event()

    def replace() -> None:
        while not closing.wait(timeout=2):
            for number, process in enumerate(running):
                if process.poll() is not None:
                    running[number] = subprocess.Popen(command, stdin=subprocess.DEVNULL)

    watching = threading.Thread(target=replace, daemon=True)
    watching.start()
    try:
        yield
    finally:
        closing.set()
        watching.join()
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _run(opened: socket.socket, *, behind_proxy: bool) -> None:
    require("django", "uvicorn")
    import warnings

    import uvicorn

    # Whitenoise's files are small and read at once.
    warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
    from django.conf import settings
    from django.db import connection

    from footwise.clinic.asgi import application
    from footwise.clinic.live import MOST_BYTES

    if connection.vendor == "sqlite":
        # Held open and idle: whoever closes SQLite's last connection first writes its whole log back to the disk, and
        # every page closes one.
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            cursor.fetchall()
    config = uvicorn.Config(
        application,
        log_level="warning",
        # As the clinic's own lines, where these are JSON.
        log_config=None if "root" in settings.LOGGING else uvicorn.config.LOGGING_CONFIG,
        lifespan="off",
        proxy_headers=behind_proxy,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=MOST_BYTES,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[opened])
