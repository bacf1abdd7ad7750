"""Pictures of every screen of the phone's page, as a person of the demonstration sees it in daylight.

Screens that only a walk or a sensor brings are shown with the page's own words for it; the camera is Chromium's test
pattern.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page

LANGUAGES = ("en", "de", "es")
PORTRAIT, LANDSCAPE = {"width": 390, "height": 844}, {"width": 844, "height": 390}
# The camera's screens are used on the long edge as well.
ON_ITS_EDGE = ("film-camera", "film-look")
CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
# What stands on a screen in the middle of a walk: slot, word, blanks.
SAID = [
    ("setup-table", "counting", {"seconds": 2}),
    ("which-shoe", "shoe-left", {}),
    ("ask-foot", "ask-foot-left", {}),
    ("setup-still", "counting", {"seconds": 2}),
    ("setup-line", "strides", {"done": 4, "all": 9}),
    ("verdict", "verdict-not", {}),
    ("verdict-why", "verdict-remedy", {}),
    ("walk-title", "title-practice", {}),
    ("walk-told", "cue-in", {}),
    ("walk-left", "minutes-left", {"minutes": 7, "seconds": 12}),
    ("pain-question", "pain-now", {}),
    ("honest", "honest-before", {"right": 412, "steps": 530, "before": 71, "today": 78}),
    ("next-time", "next-tomorrow", {}),
    ("stop-why", "stop-pain", {}),
    ("film-looking", "film-found-none", {}),
    ("film-size", "film-size", {"size": 18}),
]
FILL = """async ([said, skip]) => {
  const main = document.querySelector("script[type=module]").src;
  const screens = await import(main.replace("main.mjs", "screens.mjs"));
  for (const [slot, word, values] of said) {
    try { screens.fill(slot, screens.said(word, values)); } catch { /* A word that this page has no more. */ }
  }
  document.getElementById("film-question").hidden = false;
  const names = [...document.querySelectorAll("[data-screen]")].map((one) => one.dataset.screen);
  return names.filter((one) => !skip.includes(one));
}"""
SHOW = """(name) => {
  for (const one of document.querySelectorAll("[data-screen]")) one.hidden = one.dataset.screen !== name;
  scrollTo(0, 0);
}"""


def take_phone_screens(browser: Browser, clinician: Page, where: str, person: str, folder: Path, *, few: bool) -> int:
    """Let a phone of a person in, and take all of its screens.

    Parameters
    ----------
    browser : Browser
        That has a camera, if only a made-up one.
    clinician : Page
        Of somebody who may let phones in.
    where : str
    person : str
        The pseudonym.
    folder : Path
    few : bool
        English only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = 0
    for language in LANGUAGES[: 1 if few else None]:
        phone = browser.new_context(locale=language, viewport=PORTRAIT, reduced_motion="reduce", color_scheme="light")
        page = phone.new_page()
        page.goto(f"{where}/practice/{language}/")
        _wait(page, "join")
        taken += _take(page, folder, "join", language)
        page.goto("about:blank")
        page.goto(f"{where}/practice/{language}/#code={_code(clinician, where, person)}")
        _wait(page, "join")
        page.click("#join-form button")
        _wait(page, "home")
        # What is practised comes with the first answer of the server.
        page.wait_for_selector("#blocks li", state="attached", timeout=60_000)
        taken += _take(page, folder, "home", language)
        # As they are opened, where nothing but a tap is needed.
        opened = ["join", "home", "wait"]
        for to in ("month", "year", "film", "mine", "reminders", "help"):
            button = page.locator(f'[data-go="{to}"]').first
            if button.count():
                button.evaluate("(one) => one.click()")
                page.wait_for_timeout(800)
                taken += _take(page, folder, to, language)
                opened.append(to)
        page.evaluate("() => document.querySelector('[data-do=film-side]').click()")
        page.wait_for_timeout(300)
        taken += _take(page, folder, "film-place", language)
        page.click('[data-do="film-open"]')
        _wait(page, "film-camera")
        page.wait_for_timeout(1500)
        taken += _take(page, folder, "film-camera", language)
        opened += ["film-place", "film-camera"]
        for name in page.evaluate(FILL, [SAID, opened]):
            page.evaluate(SHOW, name)
            taken += _take(page, folder, name, language)
        phone.close()
    return taken


def _code(clinician: Page, where: str, person: str) -> str:
    """Make a code for one phone, as a clinician does."""
    clinician.goto(f"{where}/people/?find={person}")
    clinician.get_by_role("link", name=person).first.click()
    clinician.wait_for_load_state()
    clinician.goto(f"{clinician.url.split('?')[0].rstrip('/')}/phone/")
    if clinician.locator("form.form").count() and not clinician.locator("p.said").count():
        # So that there is something to practise.
        for name, value in (("side", "left"), ("turn", "in")):
            clinician.locator(f"[name={name}]").first.select_option(value)
        clinician.fill("[name=degrees]", "7")
        clinician.fill("[name=minutes]", "20")
        clinician.locator("form.form button[type=submit]").click()
        clinician.wait_for_load_state()
    clinician.locator('form[action$="/phone/link/"] button').first.click()
    return clinician.locator("strong.code").inner_text().strip()


def _wait(page: Page, name: str) -> None:
    page.wait_for_selector(f'[data-screen="{name}"]:not([hidden])', timeout=60_000)


def _take(page: Page, folder: Path, name: str, language: str) -> int:
    sizes = {"portrait": PORTRAIT, "landscape": LANDSCAPE} if name in ON_ITS_EDGE else {"portrait": PORTRAIT}
    for size, viewport in sizes.items():
        page.set_viewport_size(viewport)
        page.screenshot(path=folder / f"{name}.{size}.{language}.png", full_page=True)
    page.set_viewport_size(PORTRAIT)
    return len(sizes)
