"""The practice page on a slow phone: how much it loads, how soon it is ready without a network, sample to cue.

    python benchmarks/practice_page.py

Chromium with its processor slowed four times, as a cheap phone's is.
"""

from __future__ import annotations

import gzip
import json
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from phone_browser import phone_page
from playwright.sync_api import sync_playwright
from tests.clinic.phone.made_clinic import make_clinic
from tests.clinic.phone.test_coach_in_page import plan_of, walker_rows
from tests.clinic.phone.test_page import Phone
from tests.clinic.test_serve import served

_SLOWER = 4
_CUES = """async ({plan, rows}) => {
  const { CoachedWalk } = await import("/page/coach.mjs");
  const waits = [];
  let begun = 0;
  const cue = () => waits.push(performance.now() - begun);
  let now = rows[0][0];
  const walk = new CoachedWalk(plan, { record: () => {}, cue, clock: () => now });
  for (const row of rows) {
    now = row[0];
    begun = performance.now();
    walk.take(...row);
  }
  return waits.sort((a, b) => a - b);
}"""


def loaded() -> int:
    """Bytes of all that the page keeps for days without a network, packed as it is sent, with its longest language."""
    from footwise.clinic.phone import app_files, page_text

    pages = [page_text.page_text(language, alone=False).encode() for language in page_text.LANGUAGES]
    page = max(len(gzip.compress(text, 9, mtime=0)) for text in pages)
    return page + sum(len(file.zipped) for file in app_files.app_files().values())


def ready_ms() -> list[float]:
    """From the address to the first screen, without a network, a few times."""
    with socket.socket() as opened:
        opened.bind(("localhost", 0))
        port = opened.getsockname()[1]
    found = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "clinic"
        code = make_clinic(home)["code 0"]
        phone = Phone(playwright, Path(folder) / "phone", port)
        with served(home, port):
            phone.join(code)
            phone.page.wait_for_timeout(2000)
        session = phone.context.new_cdp_session(phone.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        for _ in range(5):
            phone.page.goto(phone.home)
            phone.page.wait_for_selector('[data-screen="home"]:not([hidden])')
            found.append(phone.page.evaluate("() => performance.getEntriesByName('ready')[0].startTime"))
        phone.context.close()
    return sorted(found)


def cue_ms() -> list[float]:
    """From a sample in the page to the cue's begin."""
    plan = plan_of(10.0, {"left": 5.0}, 1)
    rows = walker_rows(plan, 400.0)
    told: dict[str, Any] = {"plan": json.loads(json.dumps(plan.to_json())), "rows": rows}
    with phone_page() as page:
        session = page.page.context.new_cdp_session(page.page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        waits: list[float] = page.page.evaluate(_CUES, told)
    return waits


def main() -> None:
    """Measure and say."""
    print(f"page and all its files, packed: {loaded() / 1000:.0f} kB")
    ready = ready_ms()
    middle = ready[len(ready) // 2]
    print(f"ready without a network, {_SLOWER} times slower: {middle:.0f} ms ({ready[0]:.0f} to {ready[-1]:.0f})")
    waits = cue_ms()
    most = waits[int(0.99 * len(waits))]
    print(f"sample to cue, {_SLOWER} times slower: {len(waits)} cues, p99 {most:.1f} ms")


if __name__ == "__main__":
    main()
