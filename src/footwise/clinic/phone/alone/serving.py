"""The page served in the local network, over https, with the standard library's server; nothing is written by it."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from footwise.clinic.phone.alone.certificate import Certificate, certificate_for
from footwise.clinic.phone.alone.files import INDEX, page_files
from footwise.clinic.phone.app_files import kind_of
from footwise.clinic.phone.page_text import LANGUAGES, POLICY, trust_text
from footwise.errors import ErrorKind, FootwiseError

_YEAR = "public, max-age=31536000, immutable"
_TRUST, _AUTHORITY = "trust/", "trust/footwise.crt"
# The first byte of whatever speaks TLS.
_TLS = b"\x16"
_LONGEST_WAIT_S = 20
_LOCAL = "localhost"


def default_folder() -> Path:
    """Give the folder in which the certificate is kept: where the system keeps data of programs."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "footwise-practice"


@dataclass(frozen=True)
class Opened:
    """Where the page is served.

    Attributes
    ----------
    where : str
        What a phone opens.
    is_in_network : bool
        False: only this computer reaches it.
    trust : str
        Page on how a phone is told to trust this computer; empty where it speaks http.
    fingerprint : str
        Of the authority that it then trusts.
    """

    where: str
    is_in_network: bool
    trust: str
    fingerprint: str


def serve_page(
    *,
    port: int = 8443,
    address: str = "",
    tls: bool = True,
    folder: Path | None = None,
    on_open: Callable[[Opened], None] = lambda opened: None,
) -> None:
    """Serve the page until the process is stopped.

    Parameters
    ----------
    port : int
    address : str, optional
        Name or IP address by which the phone finds this computer; else the one that it has in the local network.
    tls : bool
        False: over http, for a proxy that has a certificate, or for a browser of this computer.
    folder : Path, optional
        Where the certificate is kept.
    on_open : callable
        Is told where it is served.

    Raises
    ------
    FootwiseError
        The port is taken, the address is none, or the certificate cannot be kept.
    """
    found = address or _address_in_network()
    host = found or _LOCAL
    _refuse_what_is_no_address(host)
    server = _listening(port)
    try:
        # Port 0 is any that is free.
        where = f"{'https' if tls else 'http'}://{_in_url(host)}:{server.server_port}/"
        certificate = _certificate(host, folder or default_folder()) if tls else None
        server.answers = _answers(certificate)
        server.tls = _context(certificate) if certificate else None
        server.host = f"{_in_url(host)}:{server.server_port}"
        told = (f"{where}{_TRUST}", certificate.fingerprint) if certificate else ("", "")
        # Ctrl-C is how it ends.
        with suppress(KeyboardInterrupt):
            on_open(Opened(where, bool(found), *told))
            server.serve_forever()
    finally:
        server.server_close()


@dataclass(frozen=True)
class _Answer:
    content: bytes
    zipped: bytes
    kind: str
    kept: str


class _Server(ThreadingHTTPServer):
    """Says good day in a thread of each connection: one that is slow to speak keeps nobody else waiting."""

    daemon_threads = True
    answers: dict[str, _Answer]
    tls: ssl.SSLContext | None = None
    host = ""

    def finish_request(self, request: Any, client_address: Any) -> None:
        request.settimeout(_LONGEST_WAIT_S)
        try:
            if self.tls is not None and request.recv(1, socket.MSG_PEEK) == _TLS:
                request = self.tls.wrap_socket(request, server_side=True)
                _Handler(request, client_address, self)
                request.unwrap()
            else:
                _Handler(request, client_address, self)
        except OSError:
            # The phone has gone, or does not trust the certificate yet: it tells its person, and asks again.
            pass


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "footwise", ""
    timeout = _LONGEST_WAIT_S

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def _answer(self, *, body: bool) -> None:
        if self.server.tls is not None and not isinstance(self.connection, ssl.SSLSocket):
            self._moved(f"https://{self.server.host}/")
            return
        path = unquote(urlsplit(self.path).path).removeprefix("/")
        if path == _TRUST and self.server.tls is not None:
            self._moved(f"/{_TRUST}{self._language()}/")
            return
        if path in LANGUAGES:
            # A folder without its stroke: addresses in it would lead elsewhere.
            self._moved(f"/{path}/")
            return
        found = self.server.answers.get(f"{path}{INDEX}" if path == "" or path.endswith("/") else path)
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        zipped = "gzip" in self.headers.get("Accept-Encoding", "")
        content = found.zipped if zipped else found.content
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", found.kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", found.kept)
        self.send_header("Vary", "Accept-Encoding")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        if found.kind.startswith("text/html"):
            self.send_header("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if body:
            self.wfile.write(content)

    def _language(self) -> str:
        """Give the language that the browser wants most, of those that there are."""
        wanted = (word.strip()[:2].lower() for word in self.headers.get("Accept-Language", "").split(","))
        return next((word for word in wanted if word in LANGUAGES), "en")

    def _moved(self, where: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *words: Any) -> None:
        """Write no log of who has asked for what."""


def _answers(certificate: Certificate | None) -> dict[str, _Answer]:
    found = {name: _answer(name, content) for name, content in page_files().items()}
    if certificate is not None:
        for language in LANGUAGES:
            text = trust_text(language, fingerprint=certificate.fingerprint)
            found[f"{_TRUST}{language}/{INDEX}"] = _answer(INDEX, text.encode())
        # Phones know by this kind that it is to be installed.
        kind = "application/x-x509-ca-cert"
        found[_AUTHORITY] = _Answer(certificate.authority, gzip.compress(certificate.authority), kind, "no-cache")
    return found


def _answer(name: str, content: bytes) -> _Answer:
    kept = _YEAR if name.startswith("app/") else "no-cache"
    return _Answer(content, gzip.compress(content, 9, mtime=0), kind_of(name), kept)


def _listening(port: int) -> _Server:
    try:
        return _Server(("", port), _Handler)
    except (OSError, OverflowError) as error:
        told = getattr(error, "strerror", None) or str(error)
        raise FootwiseError(
            f"port {port}", f"cannot be listened on ({told})", "Choose another with `port=...`"
        ) from None


def _context(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def _certificate(host: str, folder: Path) -> Certificate:
    return certificate_for(tuple(dict.fromkeys((host, _LOCAL, "127.0.0.1"))), folder)


def _address_in_network() -> str:
    """Give the address that this computer has in its network; empty where it is in none. Nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # An address that is nobody's, kept for documents: the system only says which way it would take.
            asked.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        found: str = asked.getsockname()[0]
    return "" if ip_address(found).is_loopback or ip_address(found).is_unspecified else found


def _refuse_what_is_no_address(host: str) -> None:
    try:
        ip_address(host)
    except ValueError:
        labels = host.split(".")
        if host.isascii() and all(one and one.replace("-", "").isalnum() for one in labels) and len(host) <= 253:
            return
        raise FootwiseError(
            host, "is no name of a computer", "Give one with `address=...`, such as 192.168.1.20", ErrorKind.BAD_REQUEST
        ) from None


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
