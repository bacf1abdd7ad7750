"""The practice page's document: below any path, in whole words of each language, and without Django."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import footwise
from footwise.clinic.phone.page_text import LANGUAGES, manifest_text, page_text, said

TEMPLATES = Path(footwise.__file__).parent / "clinic" / "templates" / "phone"
WORDS = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)') %\}""")
PROGRAM = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("django", "csp", "allauth"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
from footwise.clinic.phone.page_text import page_text
print(len(page_text("de", alone=False)))
"""


def translated() -> list[str]:
    """All words of the page, as they stand in its templates."""
    return [
        one or two for path in sorted(TEMPLATES.glob("practice*.html")) for one, two in WORDS.findall(path.read_text())
    ]


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_is_told_from_the_page_itself(language, alone):
    page = page_text(language, alone=alone)
    addresses = re.findall(r'(?:src|href|data-base)="([^"]+)"', page)
    assert len(addresses) > 8
    assert all(one.startswith(("../", "#")) or one == "manifest.webmanifest" for one in addresses), addresses
    told = json.loads(manifest_text(language))
    assert (told["start_url"], told["scope"], told["lang"]) == ("./", "../", language)
    assert all(icon["src"].startswith("../app/") for icon in told["icons"])


@pytest.mark.parametrize("language", ["de", "es"])
def test_no_word_is_left_in_english(language):
    """The catalogues of our own rooms hold each word: those of Django are not there everywhere."""
    words = translated()
    assert len(words) > 120
    page = page_text(language, alone=False)
    same = {one for one in words if said(language, one) == one}
    # What is called so in that language, too.
    assert same <= {"Pause", "Code", "{minutes} min {seconds} s", "No", "Browser"}, same
    assert "{%" not in page and "{{" not in page
    assert not any(sign in said(language, one) for one in words for sign in "<>&")


def test_it_is_written_where_there_is_no_django():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 10_000
