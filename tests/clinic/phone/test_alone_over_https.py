"""What a browser lets the page do, by its address: http, a certificate that it warns of, and one that it trusts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate
from playwright.sync_api import Page, sync_playwright
from tests.browser import chromium
from tests.cli.test_practice import served
from tests.clinic.phone.test_page import CONTRAST, SIDEWAYS, SMALL_TEXT, WORDS, until

from footwise.clinic.phone.page_text import LANGUAGES

pytestmark = pytest.mark.browser
# A name in a home's network, which no browser takes for this computer itself.
NAME = "footwise.home"
HEARD = """() => new Promise((resolve) => {
  let heard = 0;
  addEventListener("devicemotion", () => (heard += 1));
  setTimeout(() => resolve(heard), 1000);
})"""
WELCOME = '[data-screen="welcome"]:not([hidden])'


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@contextmanager
def opened(playwright, folder: Path, *words: str) -> Iterator[Page]:
    context = playwright.chromium.launch_persistent_context(
        str(folder), executable_path=chromium(), viewport={"width": 390, "height": 844}, locale="en-GB",
        args=[*WORDS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1", *words],
    )  # fmt: skip
    try:
        yield context.pages[0]
    finally:
        context.close()


def samples(page: Page) -> int:
    """How many samples a second the page is given, where the phone has a sensor."""
    session = page.context.new_cdp_session(page)
    for kind in ("accelerometer", "gyroscope", "linear-acceleration"):
        about = {"available": True, "minimumFrequency": 1, "maximumFrequency": 100}
        session.send("Emulation.setSensorOverrideEnabled", {"enabled": True, "type": kind, "metadata": about})
        reading = {"xyz": {"x": 0.0, "y": 0.0, "z": 9.81}}
        session.send("Emulation.setSensorOverrideReadings", {"type": kind, "reading": reading})
    heard: int = page.evaluate(HEARD)
    return heard


def went_on(page: Page) -> bool:
    """Go on by what Chromium has for it without a mouse, and tell whether it did."""
    page.keyboard.type("thisisunsafe")
    page.wait_for_timeout(500)
    return page.title() != "Privacy error"


def said_of_this_phone(page: Page) -> str:
    page.click('[data-screen="welcome"] [data-go="home"]')
    page.click('[data-screen="home"] [data-go="mine"]')
    page.wait_for_function("() => document.querySelector('[data-slot=offline]').textContent")
    return page.inner_text('[data-screen="mine"]')


def test_over_http_no_step_is_felt_and_the_page_says_so(playwright, tmp_path):
    chromium()
    with served(tmp_path / "c", tls=False, address=NAME) as told, opened(playwright, tmp_path / "p") as page:
        page.goto(told.where)
        page.wait_for_selector(WELCOME)
        assert page.evaluate("() => isSecureContext") is False and samples(page) == 0
        page.click('[data-screen="welcome"] [data-go="home"]')
        page.wait_for_selector('[data-slot="home-notice"]:not([hidden])')
        assert "begins with http" in page.inner_text('[data-slot="home-notice"]')
        # Timer and diary work all the same.
        page.click('[data-screen="home"] [data-go="begin"]')
        page.wait_for_selector('[data-screen="walk"]:not([hidden])')
        page.click('[data-screen="walk"] [data-do="stop"]')
        page.click('.eleven button:text-is("2")')
        page.click('[data-do="no-fall"]')
        page.click('[data-screen="done"] [data-go="home"]')
        page.reload()
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        page.click('[data-screen="home"] [data-go="mine"]')
        page.wait_for_function("() => document.querySelector('[data-slot=kept]').textContent.includes('1')")


def test_in_spite_of_the_warning_steps_are_felt_and_the_network_is_needed(playwright, tmp_path):
    chromium()
    with served(tmp_path / "c", address=NAME) as told, opened(playwright, tmp_path / "p") as page:
        with pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
            page.goto(told.where)
        until(lambda: page.title() == "Privacy error")
        until(lambda: went_on(page))
        page.wait_for_selector(WELCOME)
        assert page.evaluate("() => isSecureContext") is True and samples(page) > 30
        assert "needs the network each time" in said_of_this_phone(page)
        refused = "() => navigator.serviceWorker.register('../worker.js').catch((error) => String(error))"
        assert "SSL certificate error" in page.evaluate(refused)
        # How to trust it is read in spite of the warning.
        for language in LANGUAGES:
            page.goto(f"{told.trust}{language}/")
            assert told.fingerprint.split()[0] in page.inner_text("code")
            assert Axe().run(page, options=CONTRAST).violations_count == 0
            page.set_viewport_size({"width": 320, "height": 844})
            assert page.evaluate(SIDEWAYS) <= 0 and page.evaluate(SMALL_TEXT) == []
            page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
            assert page.evaluate(SIDEWAYS) <= 0, language


def test_a_phone_that_trusts_it_needs_no_network(playwright, tmp_path):
    chromium()
    with served(tmp_path / "c", address=NAME) as told:
        authority = load_der_x509_certificate((tmp_path / "c" / "authority.crt").read_bytes())
        key = authority.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        trusted = b64encode(sha256(key).digest()).decode()
        with opened(playwright, tmp_path / "p", f"--ignore-certificate-errors-spki-list={trusted}") as page:
            page.goto(told.where)
            page.wait_for_selector(WELCOME)
            page.evaluate("() => navigator.serviceWorker.ready")
            assert samples(page) > 30 and "works without a network" in said_of_this_phone(page)
            page.context.set_offline(True)
            page.goto(f"{told.where}es/")
            page.wait_for_selector('[data-screen="home"]:not([hidden])')
            assert page.inner_text("#sent") == "Todo se queda en este teléfono."
