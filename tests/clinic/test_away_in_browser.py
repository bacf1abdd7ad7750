"""A page that nobody has touched for a while is hidden, and comes back for the password with what was typed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.clinic.test_in_browser import DESKTOP, playwright, watched
from tests.clinic.test_serve import LINK, served

pytestmark = pytest.mark.browser
__all__ = ["playwright"]
PASSWORD = "seven green apples"


def test_a_page_left_alone_is_hidden_until_the_password(playwright, tmp_path):
    with served(tmp_path) as (process, _), watched(playwright, viewport=DESKTOP) as (context, troubles):
        link = LINK.search(process.stdout.readline())[0]
        page = context.new_page()
        page.clock.install()
        page.goto(link)
        for label, told in (("clinic", "Elm"), ("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD)):
            page.fill(f"[name={label}]", told)
        page.click("main form button[type=submit]")
        page.wait_for_url("**/account/2fa/")
        page.goto(page.url + "totp/activate/")
        page.fill("[name=code]", "12")
        page.clock.fast_forward("19:00")
        assert page.locator("main").is_visible() and page.locator("#away").is_hidden()
        page.keyboard.press("Shift")
        page.clock.fast_forward("19:00")
        assert page.locator("main").is_visible()
        page.clock.fast_forward("01:30")
        assert page.locator("#away").is_visible()
        shown = page.evaluate("() => document.body.innerText")
        assert "Ada" not in shown and "ada@" not in shown and page.title() == "Footwise"
        assert page.locator("main").is_hidden() and page.locator("header").is_hidden()
        assert page.evaluate("() => document.activeElement.id") == "away-password"
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
        found = Axe().run(page, options=rules).response["violations"]
        assert found == [], found
        page.fill("#away-password", "wrong")
        page.keyboard.press("Enter")
        page.locator("#away .error").wait_for(state="visible")
        assert page.locator("main").is_hidden()
        page.fill("#away-password", PASSWORD)
        page.keyboard.press("Enter")
        page.locator("main").wait_for(state="visible")
        assert page.input_value("[name=code]") == "12" and page.input_value("#away-password") == ""
        # Logged out in another window, the password of the page opens nothing.
        page.clock.fast_forward("20:01")
        context.clear_cookies()
        page.fill("#away-password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/account/login/**")
        troubles[:] = [one for one in troubles if "403" not in one]
