"""A page as Chromium shows and prints it, for tests marked `browser`: sizes of what is laid out, pages of paper."""

from __future__ import annotations

import html as html_text
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PHONE_PX = 390
_RESULT = re.compile(r'<pre id="found">(.*?)</pre>', re.DOTALL)
# Width of a page, and of what is seen of it.
SIDEWAYS = "(document) => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
# Cells of tables whose text runs over their edge.
RUN_OVER = """
(document) => [...document.querySelectorAll("th, td")]
  .filter((cell) => cell.offsetParent && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)
"""
# Sizes of all text that is shown, in pixels of the screen: a picture shrinks its text with itself.
SMALLEST_TEXT = """
(document) => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim(), element = walker.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    if (!text || box.width === 0 || element.closest("style, title")) continue;
    const svg = element.closest("svg");
    const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    const size = parseFloat(document.defaultView.getComputedStyle(element).fontSize) * scale;
    found.push([Math.round(size * 100) / 100, text, Boolean(svg)]);
  }
  return found;
}
"""


def chromium() -> str:
    """The browser; the test is skipped where there is none."""
    names = (os.environ.get("FOOTWISE_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium here (FOOTWISE_CHROMIUM says where it is)")
    return found


def in_browser(page: str, look: str, folder: Path, width: int = PHONE_PX) -> Any:
    """What a function of JavaScript finds in a page that is `width` pixels wide.

    Parameters
    ----------
    page : str
    look : str
        Function of the page's document whose result JSON can hold.
    folder : Path
        To work in.
    width : int
    """
    frame = folder / "frame.html"
    # A frame may be narrower than the narrowest window. It is so high that no bar takes of its width, as on a phone.
    frame.write_text(
        f'''<!doctype html><meta charset="utf-8"><pre id="found"></pre>
<iframe id="page" style="width: {width}px; height: 30000px; border: 0" srcdoc="{html_text.escape(page)}"></iframe>
<script>
const frame = document.getElementById("page"), look = {look};
frame.addEventListener("load", () => {{
  document.getElementById("found").textContent = JSON.stringify(look(frame.contentDocument));
  frame.remove();
}});
</script>''',
        encoding="utf-8",
    )
    shown = _run(["--dump-dom", "--window-size=1400,1000", frame.as_uri()], folder)
    match = _RESULT.search(shown)
    assert match is not None and match[1], shown[:2000]
    return json.loads(html_text.unescape(match[1]))


def printed_pages(page: str, folder: Path) -> list[tuple[float, float]]:
    """Width and height in millimetres of every page that a page prints on."""
    file, paper = folder / "page.html", folder / "page.pdf"
    file.write_text(page, encoding="utf-8")
    _run(["--no-pdf-header-footer", f"--print-to-pdf={paper}", file.as_uri()], folder)
    pdf = paper.read_bytes()
    pages = re.findall(rb"/Type /Page\b(?!s).*?endobj", pdf, re.DOTALL)
    boxes = [re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", one) for one in pages]
    return [(float(box[1]) / 72 * 25.4, float(box[2]) / 72 * 25.4) for box in boxes if box is not None]


def _run(words: list[str], folder: Path) -> str:
    command = [
        chromium(),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'browser'}",
        *words,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
