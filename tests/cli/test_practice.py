"""`footwise practice`: the page as files and as a server of this computer, over https with a certificate of its own."""

from __future__ import annotations

import gzip
import re
import socket
import ssl
import stat
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from tests.cli.running import one_line_of_trouble, run
from typer.testing import CliRunner

from footwise.cli import app as cli
from footwise.clinic.phone.alone import Opened, page_files, serve_page, serving
from footwise.clinic.phone.alone.certificate import certificate_for
from footwise.errors import FootwiseError

COMMAND = [sys.executable, "-c", "from footwise.cli import main; main()", "practice"]


@contextmanager
def served(folder: Path, **told):
    """The page in a thread of this process; gives what is said of it."""
    opened: list[Opened] = []
    ready = threading.Event()
    servers = []

    class Known(serving._Server):
        def __init__(self, *words):
            super().__init__(*words)
            servers.append(self)

    def on_open(one: Opened) -> None:
        opened.append(one)
        ready.set()

    before, serving._Server = serving._Server, Known
    thread = threading.Thread(
        target=serve_page,
        kwargs={"port": 0, "address": "127.0.0.1", "folder": folder, **told, "on_open": on_open},
        daemon=True,
    )
    thread.start()
    try:
        assert ready.wait(20)
        yield opened[0]
    finally:
        servers[0].shutdown()
        thread.join(20)
        serving._Server = before
    assert not thread.is_alive()


def trusting(folder: Path) -> ssl.SSLContext:
    """As a phone that was told to trust the computer."""
    authority = (folder / "authority.crt").read_bytes()
    return ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(authority))


def asked(opened: Opened, path: str, folder: Path, method: str = "GET", **headers: str):
    host, port = re.fullmatch(r"https?://(.*):(\d+)/", opened.where).groups()
    connection = (
        HTTPSConnection(host, int(port), context=trusting(folder), timeout=20)
        if opened.where.startswith("https")
        else HTTPConnection(host, int(port), timeout=20)
    )
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def test_help_shows_how_it_is_called():
    said = CliRunner().invoke(cli.app, ["practice", "--help"], prog_name="footwise").output
    assert "Example: footwise practice --static site" in said
    assert "It proposes no target" in said


def test_files_for_any_web_server_and_an_older_page_in_their_place(tmp_path):
    site = tmp_path / "site"
    older = site / "app" / "000000000000"
    assert run("practice", "--static", site).returncode == 0
    older.mkdir()
    (older / "old.js").write_text("")
    result = run("practice", "--static", site)
    assert result.returncode == 0 and f"{len(page_files())} files in" in result.stdout, result.stderr
    found = {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert found == page_files()
    assert not older.exists()
    # Names that every web server knows: a browser takes no script that comes as anything else.
    assert {Path(name).suffix for name in found} == {".html", ".js", ".json", ".css", ".svg", ".png"}
    texts = {name: content.decode() for name, content in found.items() if not name.endswith(".png")}
    assert not [name for name, text in texts.items() if '.mjs"' in text or "webmanifest" in text]
    # Whatever a script asks for is there.
    for name, text in texts.items():
        for wanted in re.findall(r'(?:from|import\() ?"(\.[^"]+)"', text):
            path = (site / name).parent / wanted
            assert path.resolve().is_file(), (name, wanted)
    # No address of anybody else.
    others = [(name, one) for name, text in texts.items() for one in re.findall(r"https?://[\w.-]+", text)]
    assert {one for _, one in others} <= {"http://www.w3.org"}, others


def test_what_lies_in_the_folder_already_is_left_alone(tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("my own page")
    one_line_of_trouble(run("practice", "--static", site), "holds other files", "index.html", "--static")
    assert [path.name for path in site.iterdir()] == ["index.html"]
    (site / "photos").mkdir()
    one_line_of_trouble(run("practice", "--static", site), "photos")
    file = tmp_path / "file"
    file.write_text("")
    one_line_of_trouble(run("practice", "--static", file), "is a file")
    one_line_of_trouble(run("practice", "--static", ""), "--static")


@pytest.mark.parametrize("words", [("--port", "8150"), ("--no-tls",), ("--address", "a.local"), ("--dir", "x")])
def test_nothing_is_served_with_static(tmp_path, words):
    one_line_of_trouble(run("practice", "--static", tmp_path / "site", *words), words[0], "Leave one of them out")
    assert not (tmp_path / "site").exists()


def test_a_port_that_is_taken_and_an_address_that_is_none(tmp_path):
    with socket.socket() as taken:
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        one_line_of_trouble(run("practice", "--port", port, "--dir", tmp_path / "c"), str(port), "--port")
    for wrong in ("http://a/", "a b", "-", "ä.local", "a..b"):
        one_line_of_trouble(run("practice", f"--address={wrong}", "--dir", tmp_path / "c"), "--address")
    one_line_of_trouble(run("practice", "--port", 70000, "--dir", tmp_path / "c"), "--port")
    assert not (tmp_path / "c").exists()


def test_a_computer_in_no_network_says_so(tmp_path, monkeypatch):
    class Away(socket.socket):
        def connect(self, address):
            raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(serving.socket, "socket", Away)
    assert serving._address_in_network() == ""
    monkeypatch.undo()
    monkeypatch.setattr(serving, "_address_in_network", lambda: "")
    monkeypatch.setattr(serving._Server, "serve_forever", lambda self: None)
    words = ["practice", "--port", "0", "--dir", str(tmp_path)]
    result = CliRunner().invoke(cli.app, words, prog_name="footwise")
    assert result.exit_code == 0, result.output
    assert "in no network" in result.output and "https://localhost:" in result.output


def test_the_command_says_where_and_ends_with_ctrl_c(tmp_path):
    words = ["--port", "0", "--address", "127.0.0.1", "--dir", str(tmp_path)]
    process = subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = []
    while not lines or "Ctrl-C" not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], process.stderr.read()
    where = re.search(r"https://127\.0\.0\.1:\d+/", lines[0])[0]
    # A QR code of blocks, no colours where nobody looks.
    assert sum("█" in line for line in lines) > 10 and "\x1b" not in "".join(lines)
    assert f"{where}trust/" in "".join(lines) and "The phone warns" in "".join(lines)
    process.send_signal(2)
    assert process.wait(20) == 0 and process.stderr.read() == ""


def test_over_https_for_a_phone_that_trusts_it(tmp_path):
    with served(tmp_path) as opened:
        page, content = asked(opened, "/en/", tmp_path)
        assert page.status == 200 and b"data-alone" in content
        assert "connect-src 'none'" in page.headers["Content-Security-Policy"]
        packed, content_packed = asked(opened, "/en/", tmp_path, **{"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(content_packed) == content
        for name, wanted in page_files().items():
            answer, found = asked(opened, f"/{name}", tmp_path)
            assert (answer.status, found) == (200, wanted), name
        kept = asked(opened, f"/{next(name for name in page_files() if name.startswith('app/'))}", tmp_path)[0]
        assert "immutable" in kept.headers["Cache-Control"] and page.headers["Cache-Control"] == "no-cache"
        assert asked(opened, "/de", tmp_path)[0].headers["Location"] == "/de/"
        head, nothing = asked(opened, "/", tmp_path, "HEAD")
        assert head.status == 200 and nothing == b""
        for wrong in ("/../key.pem", "/%2e%2e/key.pem", "/key.pem", "/en/../../key.pem", "//etc/passwd", "/app/"):
            assert asked(opened, wrong, tmp_path)[0].status == 404, wrong
        assert asked(opened, "/en/", tmp_path, "POST")[0].status == 501
        there = asked(opened, "/trust/", tmp_path, **{"Accept-Language": "fr, es;q=0.9"})[0]
        assert there.headers["Location"] == "/trust/es/"
        for language, word in (("en", "Trust this computer"), ("de", "Diesem Computer"), ("es", "Confiar")):
            _, text = asked(opened, f"/trust/{language}/", tmp_path)
            assert word in text.decode() and opened.fingerprint in text.decode()
        answer, authority = asked(opened, "/trust/footwise.crt", tmp_path)
        assert answer.headers["Content-Type"] == "application/x-x509-ca-cert"
        assert authority == (tmp_path / "authority.crt").read_bytes()


def test_whoever_types_no_https_is_led_there_and_a_silent_phone_keeps_nobody_waiting(tmp_path):
    with served(tmp_path) as opened:
        host, port = re.fullmatch(r"https://(.*):(\d+)/", opened.where).groups()
        silent = socket.create_connection((host, int(port)))
        plain = HTTPConnection(host, int(port), timeout=20)
        plain.request("GET", "/en/")
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (302, opened.where)
        assert asked(opened, "/", tmp_path)[0].status == 200
        # One that does not trust it.
        with pytest.raises(ssl.SSLCertVerificationError), socket.create_connection((host, int(port))) as raw:
            ssl.create_default_context().wrap_socket(raw, server_hostname=host)
        assert asked(opened, "/", tmp_path)[0].status == 200
        silent.close()


def test_over_http_where_a_proxy_stands_before_it(tmp_path):
    with served(tmp_path / "nothing", tls=False) as opened:
        assert opened.where.startswith("http://127.0.0.1:") and (opened.trust, opened.fingerprint) == ("", "")
        assert asked(opened, "/en/", tmp_path)[0].status == 200
        assert asked(opened, "/trust/en/", tmp_path)[0].status == 404
    assert not (tmp_path / "nothing").exists()


def test_the_certificate_stays_as_long_as_it_is_good_and_nobody_can_sign_another(tmp_path):
    first = certificate_for(("192.0.2.7", "localhost"), tmp_path)
    again = certificate_for(("192.0.2.7", "localhost"), tmp_path)
    assert first.is_new and not again.is_new and first.fingerprint == again.fingerprint
    other = certificate_for(("192.0.2.8", "localhost"), tmp_path)
    assert other.is_new and other.fingerprint != first.fingerprint
    assert stat.S_IMODE(other.key.stat().st_mode) == 0o600
    leaf, authority = x509.load_pem_x509_certificates(other.chain.read_bytes())
    # The one key that lies there is the computer's.
    keys = {path.name for path in tmp_path.iterdir() if b"PRIVATE KEY" in path.read_bytes()}
    assert keys == {"key.pem"}
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    leaf.verify_directly_issued_by(authority)
    # Apple's phones take none for longer.
    assert 300 < (leaf.not_valid_after_utc - leaf.not_valid_before_utc).days <= 398
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert ip_address("192.0.2.8") in names.get_values_for_type(x509.IPAddress)
    # One that was damaged, or whose key is gone, is made anew.
    other.chain.write_bytes(b"-----BEGIN CERTIFICATE-----")
    assert certificate_for(("192.0.2.8", "localhost"), tmp_path).is_new
    other.key.unlink()
    assert certificate_for(("192.0.2.8", "localhost"), tmp_path).is_new
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(FootwiseError, match="cannot keep the certificate"):
        certificate_for(("a.local",), file / "in")
