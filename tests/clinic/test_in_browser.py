"""The clinic in Chromium: first start, a passkey, a person, a visit; nothing from elsewhere, nothing that axe finds."""

from __future__ import annotations

import os
import re
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests.browser import chromium
from tests.clinic.test_serve import LINK, served

pytestmark = pytest.mark.browser

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1200, "height": 900}
# Without them Chromium asks its makers' servers for updates.
WORDS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# A box to tick is as tall as its label, which is clicked as well.
TALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
  .filter((one) => one.offsetParent && getComputedStyle(one).display !== "inline" && !one.classList.contains("skip"))
  .map((one) => ["checkbox", "radio"].includes(one.type) && one.labels.length ? one.labels[0] : one)
  .filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
HIDDEN_FOCUS = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return document.activeElement === document.body || document.activeElement.contains(top) ? "" :
    document.activeElement.outerHTML;
}"""


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


@contextmanager
def watched(playwright, **options) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser; at the end nothing was asked of elsewhere and no policy was broken."""
    browser = playwright.chromium.launch(executable_path=chromium(), args=WORDS)
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    troubles: list[str] = []
    context.on("request", lambda one: re.match(r"http://localhost:|data:", one.url) or troubles.append(one.url))
    context.on("console", lambda one: one.type == "error" and troubles.append(one.text))
    context.on("weberror", lambda one: troubles.append(str(one.error)))
    try:
        yield context, troubles
    finally:
        browser.close()
    assert troubles == []


def look(page: Page) -> None:
    """Everything that holds for every page: axe's rules to WCAG 2.2 AA, the size of targets, one column."""
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(TALL) == [], page.url
    for width in (320, 390, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SIDEWAYS) <= 0, (page.url, width)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"runOnly": ["color-contrast"]})
        assert found.violations_count == 0, (scheme, found.generate_report())


def virtual_passkey(context: BrowserContext, page: Page) -> None:
    """A fingerprint reader that always says yes."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    reader = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": reader})


def tab_through(page: Page) -> int:
    """Walk over the page by keyboard; nothing that has the focus is hidden."""
    stops = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN_FOCUS) == "", page.url
        stops += 1
        if page.evaluate("() => document.activeElement === document.body"):
            break
    return stops


def test_the_first_page_of_a_new_clinic(playwright, tmp_path):
    """The small version of the test below."""
    with served(tmp_path) as (process, _), watched(playwright, viewport=PHONE) as (context, _):
        page = context.new_page()
        page.goto(LINK.search(process.stdout.readline())[0])
        assert page.get_by_label("Name of your clinic").is_visible()
        look(page)
        assert tab_through(page) > 5


def first_account(page: Page, link: str) -> None:
    """Make a clinic and the account of Ada, with a passkey."""
    page.goto(link)
    for label, text in (
        ("Name of your clinic", "Elm"), ("Your name", "Ada"), ("Your e-mail address", "ada@example.org"),
        ("A password", "seven green apples"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("link", name="Add a passkey").click()
    # Its script must be there: without it the form leads nowhere.
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url(re.compile("recovery-codes"))


def first_visit(page: Page, where: str, mass: str = "71,5", height: str = "164") -> None:
    """Add a person who has agreed and comes today."""
    page.goto(f"{where}/people/add/")
    for name, text in (("pseudonym", "K-017"), ("year_of_birth", "1958"), ("mass_kg", mass), ("height_cm", height)):
        page.fill(f"#id_{name}", text)
    page.select_option("#id_sex", "female")
    page.select_option("#id_affected_side", "left")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Note a signed consent").click()
    page.get_by_label("version of the form").fill("2026-01")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Plan or begin a visit").click()
    page.get_by_label("what for").select_option("measurement")
    page.get_by_role("button", name="Save").click()


@pytest.mark.slow
def test_an_upload_that_the_server_s_death_cuts_off_goes_on_by_itself(playwright, tmp_path):
    large = b"\x02\x50\x00" + os.urandom(100_000_000)
    files = [tmp_path / "large.c3d", tmp_path / "<i>table.csv"]
    files[0].write_bytes(large)
    files[1].write_text("t,ax\n1,2\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    browser = playwright.chromium.launch(executable_path=chromium(), args=WORDS)
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    page = context.new_page()
    virtual_passkey(context, page)
    with served(tmp_path / "clinic", port) as (process, said):
        where = said[0].split()[4]
        first_account(page, LINK.search(process.stdout.readline())[0])
        first_visit(page, where)
        look(page)
        # Chosen, they are on their way at once.
        page.get_by_label("Add recordings").set_input_files(files)
        bar = page.get_by_role("progressbar", name="large.c3d")
        page.wait_for_function("() => document.querySelector('#arriving progress').value > 8e6")
    # Killed. The page says so and tries again.
    assert bar.evaluate("(one) => one.value") < len(large)
    page.get_by_text("The connection is gone. It goes on by itself.").wait_for()
    with served(tmp_path / "clinic", port):
        page.get_by_text("Questions left: 2").wait_for(timeout=60_000)
        assert page.get_by_role("progressbar").count() == 0
        assert "itable.csv" in page.content() and "<i>table" not in page.content()
        look(page)
        row = page.locator(".recording", has_text="large.c3d")
        row.get_by_label("How did the person walk in it?").select_option("other")
        page.get_by_role("button", name="These answers are right").first.click()
        row.get_by_text("cannot be used").wait_for(timeout=60_000)
        look(page)
        row.get_by_role("link", name="The file").click()
        look(page)
        answer = context.request.get(page.url + "file/")
        assert answer.body() == large
    browser.close()


# What a browser makes of files that somebody drops.
DROP = """async ([target, names]) => {
  const transfer = new DataTransfer();
  for (const name of names) {
    const file = await (await fetch(`/dropped/${name}`)).blob();
    transfer.items.add(new File([file], name));
  }
  document.querySelector(target).dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
}"""


@pytest.mark.slow
def test_three_files_and_a_zip_of_a_study_are_dropped_asked_about_and_measured(playwright, tmp_path, treadmill_c3d):
    from footwise.jobs import simulate_study_from, write_simulated_study

    study = tmp_path / "study"
    write_simulated_study(simulate_study_from(treadmill_c3d, steps=20), study)
    # A name that says nothing, and a folder that does.
    zipped = {"K-017/toe-out 5/walk 1.c3d": "toe-out-5.c3d", "K-017/toe-out 10/walk 2.c3d": "toe-out-10.c3d"}
    with zipfile.ZipFile(study / "more.zip", "w") as archive:
        for name, file in zipped.items():
            archive.write(study / file, name)
    (study / "toe-in-5.c3d").rename(study / "walk 7.c3d")
    dropped = ["natural.c3d", "walk 7.c3d", "toe-in-10.c3d", "more.zip"]
    with served(tmp_path / "clinic") as (process, said), watched(playwright, viewport=DESKTOP) as (context, _):
        page = context.new_page()
        virtual_passkey(context, page)
        first_account(page, LINK.search(process.stdout.readline())[0])
        first_visit(page, said[0].split()[4], mass="55,3", height="172")
        page.route(
            "**/dropped/*", lambda route: route.fulfill(path=study / unquote(route.request.url.rpartition("/")[2]))
        )
        page.evaluate(DROP, ["#upload", dropped])
        # All of it by itself, without another page.
        page.get_by_text("unpacked into 2 files").wait_for(timeout=60_000)
        page.get_by_text("Questions left: 5").wait_for()
        assert page.get_by_text("a guess by its name").count() == 4
        look(page)
        nameless = page.locator(".recording", has_text="walk 7.c3d")
        nameless.get_by_label("How did the person walk in it?").select_option("toe-in-5")
        page.get_by_role("button", name="These answers are right").first.click()
        page.get_by_text("waits for its turn").first.wait_for()
        assert page.get_by_text("waits for your answer").count() == 0
        # One is stopped and begun again; what goes on beside it changes nothing of that.
        last = page.locator(".recording", has_text="walk 2.c3d")
        last.get_by_role("button", name="Cancel").click()
        last.get_by_text("was cancelled").wait_for()
        last.get_by_role("button", name="Measure it again").click()
        look(page)
        page.get_by_text("done: 5 of 5 can be used").wait_for(state="attached", timeout=240_000)
        assert page.get_by_text("steps can be used").count() == 5
        assert page.locator(".path .done").count() >= 4
        look(page)
        assert tab_through(page) > 10
        page.get_by_role("link", name="natural.c3d").click()
        assert page.get_by_text("outwards on average").first.is_visible()
        page.get_by_text("What else there is to say").click()
        assert page.get_by_text("m/s").first.is_visible()
        look(page)


@pytest.mark.slow
def test_from_the_first_start_to_a_visit_with_a_passkey(playwright, tmp_path):
    with served(tmp_path) as (process, said), watched(playwright, viewport=DESKTOP) as (context, _):
        page = context.new_page()
        virtual_passkey(context, page)
        page.goto(LINK.search(process.stdout.readline())[0])
        for label, text in (
            ("Name of your clinic", "Elm"), ("Your name", "Ada"), ("Your e-mail address", "ada@example.org"),
            ("A password", "seven green apples"),
        ):  # fmt: skip
            page.get_by_label(label, exact=True).fill(text)
        page.get_by_role("button", name="Make the account").click()
        look(page)
        page.get_by_role("link", name="Add a passkey").click()
        page.get_by_label("Name").fill("laptop")
        look(page)
        page.get_by_role("button", name="Add").click()
        page.wait_for_url(re.compile("recovery-codes|2fa"))
        look(page)
        page.goto(said[0].split()[4] + "/")
        look(page)
        page.get_by_role("link", name="Add a person").click()
        look(page)
        page.get_by_label("pseudonym").fill("K-017")
        page.get_by_label("year of birth").fill("1958")
        page.get_by_label("sex").select_option("female")
        page.get_by_label("affected knee").select_option("left")
        page.get_by_label("mass (kg)").fill("71.5")
        page.get_by_label("height (cm)").fill("164")
        page.get_by_role("button", name="Add").click()
        look(page)
        page.get_by_role("link", name="Note a signed consent").click()
        look(page)
        page.get_by_label("version of the form").fill("2026-01")
        page.get_by_role("button", name="Save").click()
        page.get_by_role("link", name="Plan or begin a visit").click()
        look(page)
        page.get_by_label("what for").select_option("measurement")
        page.get_by_role("button", name="Save").click()
        look(page)
        for name in ("Today", "People", "Team", "Record", "Ada"):
            page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
            look(page)
            assert tab_through(page) > 5
        # Only the passkey, nothing typed.
        context.clear_cookies()
        page.goto(said[0].split()[4] + "/")
        look(page)
        page.get_by_role("button", name="Log in with a passkey").click()
        page.get_by_role("heading", name="Who comes").wait_for()
        assert page.get_by_role("link", name="K-017").is_visible()
