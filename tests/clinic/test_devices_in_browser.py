"""A device is let act for somebody in Chromium: the second proof once more, the token once, the page of the calls."""

from __future__ import annotations

import re

import pytest
from tests.clinic.test_in_browser import DESKTOP, first_account, look, playwright, tab_through, virtual_passkey, watched
from tests.clinic.test_serve import LINK, served

__all__ = ["playwright"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_token_is_made_with_a_passkey_and_shown_once(playwright, tmp_path):
    with served(tmp_path) as (process, said), watched(playwright, viewport=DESKTOP) as (context, _):
        page, where = context.new_page(), said[0].split()[4]
        virtual_passkey(context, page)
        first_account(page, LINK.search(process.stdout.readline())[0])
        page.goto(f"{where}/account/2fa/")
        page.get_by_role("link", name="Which act for you").click()
        look(page)
        page.get_by_role("link", name="Let a device act for you").click()
        # The passkey once more.
        page.wait_for_url(re.compile("reauthenticate"))
        page.locator("main button[type=submit], main button").first.click()
        page.wait_for_url(re.compile("devices/add"))
        page.get_by_label("Name of the device or program").fill("camera computer")
        page.get_by_label("upload: send recordings").check()
        look(page)
        assert tab_through(page) > 5
        page.get_by_role("button", name="Make a token").click()
        token = page.locator(".secret").inner_text()
        look(page)
        assert context.request.get(f"{where}/api/v1/people").status == 401
        told = context.request.get(f"{where}/api/v1/people", headers={"Authorization": f"Bearer {token}"})
        assert told.status == 403 and told.json()["trouble"] == "has not the scope read"
        page.get_by_role("link", name="I have it").click()
        assert page.get_by_text("camera computer").is_visible() and token not in page.content()
        look(page)
        page.get_by_role("link", name="What programs can ask").click()
        look(page)
        page.locator("summary").first.click()
        look(page)
        assert page.locator("summary").count() > 40
        page.go_back()
        page.get_by_role("button", name="End camera computer").click()
        assert page.get_by_text("No device acts for you.").is_visible()
