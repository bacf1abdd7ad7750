"""The demonstration: somebody practises right now, one click from the therapist's first page."""

from __future__ import annotations

import pytest
from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.clinic.phone.test_page import WORDS, free_port
from tests.clinic.test_serve import command

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_simulated_person_practises_while_the_therapist_watches():
    path = chromium()
    port = free_port()
    process = command("--demo", "--port", port)
    try:
        assert "The demonstration is at" in process.stdout.readline()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=WORDS)
            page = browser.new_page(locale="en-GB")
            page.goto(f"http://localhost:{port}/")
            page.get_by_role("button", name="Clinician, Linden").click()
            watch = page.get_by_role("link", name="Watch L-011")
            for _ in range(30):
                if watch.count():
                    break
                page.wait_for_timeout(1000)
                page.reload()
            watch.click()
            page.wait_for_selector('[data-foot="ten"] li:nth-child(10)', timeout=120_000)
            assert "SIMULATED" in page.inner_text('[data-slot="where"]')
            page.get_by_role("button", name="Pause").click()
            page.get_by_role("button", name="Start").wait_for()
            browser.close()
    finally:
        process.terminate()
        process.wait(timeout=30)
