"""The proxy of deploy/nginx.conf before a clinic: pages, sockets, large bodies, who asks; also below a path."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PROJECT = Path(__file__).parents[2]
NAME = "clinic.example"
NGINX = shutil.which("nginx") or next(iter(filter(os.path.exists, ["/usr/sbin/nginx"])), None)
pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here (Debian: apt-get install nginx-light)")


def certificate(folder: Path) -> None:
    """One that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + dt.timedelta(days=1))
    (folder / "clinic.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "clinic.key").write_bytes(text)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def written(folder: Path, port: int, behind: int, below: str, takes_off: bool) -> Path:
    """The file as it stands in the repository, with this test's ports and files."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/clinic.example.pem": str(folder / "clinic.pem"),
        "/etc/ssl/clinic.example.key": str(folder / "clinic.key"),
        "proxy_pass http://127.0.0.1:8000;": f"proxy_pass http://127.0.0.1:{behind}{'/' if takes_off else ''};",
        "location / {": f"location {below}/ {{",
    }
    for before, after in changes.items():
        assert before in text
        text = text.replace(before, after)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{text}}}\n"
    )
    return whole


@dataclass(frozen=True)
class Behind:
    """A clinic behind a proxy."""

    folder: Path
    port: int
    below: str
    link: str

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str):
        """Ask the proxy, as a browser that knows the clinic by its name."""
        context = ssl._create_unverified_context()
        line = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=30)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            line.request(method, self.below + path, body, {"Host": NAME, **told})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

    def socket(self, path: str, origin: str = f"https://{NAME}"):
        """Open a socket through the proxy."""
        context = ssl._create_unverified_context()
        direct = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        return connect(f"wss://{NAME}{self.below}{path}", sock=direct, ssl=context, origin=origin)


@contextmanager
def behind_proxy(folder: Path, below: str = "", takes_off: bool = False):
    certificate(folder)
    port, behind = free_port(), free_port()
    public = ("--public-url", f"https://{NAME}{below}")
    command = [sys.executable, "-c", "from footwise.cli import main; main()", "serve", "--dir", folder / "clinic"]
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
    server = subprocess.Popen(
        [*map(str, command), *public, "--port", str(behind)], stdout=subprocess.PIPE, text=True, env=environment
    )
    proxy = None
    try:
        said = [server.stdout.readline(), server.stdout.readline()]
        link = re.search(rf"https://{NAME}(/\S+)", said[1])[1]
        config = written(folder, port, behind, below, takes_off)
        checked = subprocess.run([NGINX, "-t", "-c", config, "-p", folder], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        proxy = subprocess.Popen([NGINX, "-c", config, "-p", folder], stderr=subprocess.DEVNULL)
        found = Behind(folder, port, below, link)
        until = time.monotonic() + 30
        while True:
            try:
                if found.ask("GET", "/healthz")[0] == 200:
                    break
            except OSError:
                pass
            assert time.monotonic() < until, (folder / "error.log").read_text()
            time.sleep(0.1)
        yield found
    finally:
        for process in (proxy, server):
            if process is not None:
                process.terminate()
                process.wait(timeout=30)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    with behind_proxy(tmp_path_factory.mktemp("proxy")) as found:
        yield found


@pytest.fixture(
    params=[pytest.param(False, id="passed on"), pytest.param(True, id="taken off", marks=pytest.mark.slow)]
)
def below(request, tmp_path):
    """Below a path that the proxy passes on, or takes off."""
    with behind_proxy(tmp_path, "/footwise", request.param) as found:
        yield found


def opened(clinic: Behind) -> str:
    """Go in by the first link, as the first administrator does; gives the page."""
    assert clinic.link.startswith(f"{clinic.below}/account/welcome/")
    status, headers, page = clinic.ask("GET", clinic.link.removeprefix(clinic.below))
    assert status == 200 and b"Name of your clinic" in page
    assert headers["Strict-Transport-Security"] and "no-store" in headers["Cache-Control"]
    cookies = headers.get_all("Set-Cookie")
    assert cookies and all("Secure" in one and f"Path={clinic.below}/" in one for one in cookies)
    style = re.search(rf'href="({clinic.below}/static/[^"]+\.css)"', page.decode())[1]
    assert clinic.ask("GET", style.removeprefix(clinic.below))[0] == 200
    return page.decode()


def test_pages_and_their_files(proxied):
    opened(proxied)
    status, headers, _ = proxied.ask("GET", "/people/")
    assert status == 302 and headers["Location"].startswith("/account/login/")
    assert proxied.ask("GET", "/readyz")[0] == 200 and proxied.ask("GET", "/metrics")[0] == 404


def test_who_asks_is_whom_the_proxy_sees(proxied):
    page = proxied.ask("GET", "/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page[2].decode())[1]
    cookie = page[1].get_all("Set-Cookie")[0].partition(";")[0]
    body = f"csrfmiddlewaretoken={token}&login=who@example.org&password=wrong".encode()
    told = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": f"https://{NAME}",
            "Referer": f"https://{NAME}/account/login/", "X_Forwarded_For": "203.0.113.9"}  # fmt: skip
    assert proxied.ask("POST", "/account/login/", body, **told)[0] == 200
    with sqlite3.connect(proxied.folder / "clinic" / "clinic.sqlite3") as database:
        rows = database.execute("SELECT address FROM audit_entry WHERE action = 'log in failed'").fetchall()
    assert rows == [("127.0.0.1",)]


def test_a_piece_goes_through_and_too_much_is_turned_away(proxied):
    assert proxied.ask("POST", "/account/login/", bytes(17 * 1024 * 1024))[0] == 403
    context = ssl._create_unverified_context()
    head = f"POST /account/login/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {257 * 1024**2}\r\n\r\n"
    direct = socket.create_connection(("127.0.0.1", proxied.port), timeout=30)
    with direct, context.wrap_socket(direct, server_hostname=NAME) as line:
        line.sendall(head.encode())
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def is_let_in(clinic: Behind, **told) -> bool:
    """Whether a socket is opened at all; without a code the server closes it with a word of its own."""
    with clinic.socket("/live/screen/socket/", **told) as line:
        line.send('{"code": "ABCD-2345"}')
        try:
            line.recv(timeout=20)
        except ConnectionClosed as closed:
            return bool(closed.rcvd and closed.rcvd.code in (4403, 4404, 4400))
        return True


def test_sockets_of_the_live_session_go_through(proxied):
    assert is_let_in(proxied)
    with pytest.raises(Exception, match="403"):
        is_let_in(proxied, origin="https://evil.example")


def test_below_a_path_every_address_has_it(below):
    page = opened(below)
    inside = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert inside and all(one.startswith("/footwise/") for one in inside)
    status, headers, _ = below.ask("GET", "/people/")
    assert status == 302 and headers["Location"] == "/footwise/account/login/?next=/footwise/people/"
    status, headers, practice = below.ask("GET", "/practice/")
    if status == 302:
        assert headers["Location"].startswith("/footwise/practice/")
        status, _, practice = below.ask("GET", headers["Location"].removeprefix("/footwise"))
    assert status == 200 and b'data-base="../"' in practice
    assert below.ask("GET", "/healthz")[0] == 200 and is_let_in(below)
