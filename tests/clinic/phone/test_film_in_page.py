"""Filming oneself, in Chromium with a made-up camera: guided, looked at, sent in pieces, cut, killed, thrown away."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from playwright.sync_api import Page
from tests.browser import chromium
from tests.clinic.phone.fake_camera import Gravity, as_camera, as_film, pictures
from tests.clinic.phone.made_clinic import make_clinic
from tests.clinic.phone.test_page import FULL, Phone, free_port, phone_at, playwright, screen, until  # noqa: F401
from tests.clinic.test_serve import served

pytestmark = pytest.mark.browser


def films_in(folder: Path) -> list[dict[str, Any]]:
    """What the clinic has of films by now, whole or not."""
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FOOTWISE_CLINIC")}
    command = [sys.executable, "-m", "tests.clinic.phone.made_clinic", str(folder), "films"]
    done = subprocess.run(command, capture_output=True, text=True, env=known, check=True)
    told: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return told


def go(page: Page, name: str, to: str) -> None:
    page.click(f'[data-screen]:not([hidden]) [data-do="{name}"]')
    page.wait_for_selector(f'[data-screen="{to}"]:not([hidden])')


def to_camera(page: Page) -> None:
    page.click('[data-screen="home"] [data-go="film"]')
    page.wait_for_selector('[data-screen="film"]:not([hidden])')
    go(page, "film-side", "film-place")


def choose(page: Page, film: Path) -> list[str]:
    """Choose a film that a camera app has made; gives what is said of it."""
    page.set_input_files("#film-choose-file", str(film))
    return found(page)


def found(page: Page) -> list[str]:
    page.wait_for_selector("#film-question:not([hidden])", timeout=60000)
    return page.locator("#film-found li").all_inner_texts()


def send(page: Page) -> None:
    go(page, "film-good", "film-how")
    go(page, "film-natural", "film-send")
    go(page, "film-agree", "film")


@pytest.fixture(scope="module")
def walk_film(tmp_path_factory) -> Path:
    """Four and a half seconds of somebody who walks past, as a camera app makes them: three pieces."""
    folder = tmp_path_factory.mktemp("film")
    path = as_film(folder / "walk.mp4", pictures(4.5))
    with path.open("ab") as file:
        # Cameras of phones make larger films: a box that no player shows.
        file.write((2_000_008).to_bytes(4, "big") + b"free" + os.urandom(2_000_000))
    return path


def test_a_walk_is_filmed_looked_at_and_sent(playwright, tmp_path):  # noqa: F811
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    camera = as_camera(tmp_path / "camera.mjpeg", pictures(6))
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port, camera) as phone:
        page = phone.join(code)
        sensor = Gravity(phone.context, page)
        to_camera(page)
        go(page, "film-open", "film-camera")
        # Upright and level; leaning to the left; looking at the floor.
        for pull, said in (((0, 9.81, 0), "Level"), ((1.4, 9.7, 0), "raise the left"), ((0, 8.0, 5.7), "at the floor")):
            sensor.rest(2.0, pull)
            assert said in page.inner_text('[data-slot="film-level"]')
        sensor.rest(1.0, (0, 9.81, 0))
        assert page.inner_text('[data-slot="film-light"]') == "The light is enough"
        # By the keyboard, as everything.
        page.focus('[data-do="film-count"]')
        page.keyboard.press("Enter")
        assert page.inner_text("h1 >> visible=true") == "Go to your place"
        page.click('[data-screen="film-camera"] [data-do="film-stop"]')
        page.click('[data-do="film-now"]')
        sensor.rest(5.5, (0, 9.81, 0))
        page.click('[data-do="film-stop"]')
        told = found(page)
        assert "The phone stood still" in told and "The light is enough" in told, told
        assert [one for one in told if "seconds long" in one or "pictures a second" in one], told
        assert not [one for one in told if one.startswith("Only")], told
        assert films_in(folder) == []
        go(page, "film-good", "film-how")
        go(page, "film-practised", "film-send")
        assert "MB" in page.inner_text('[data-slot="film-size"]')
        go(page, "film-agree", "film")
        (one,) = until(lambda: [one for one in films_in(folder) if one["state"] == "arrived"])
        assert (one["kind"], one["condition"], one["at_home"]) == ("film", "other", True)
        assert one["name"].startswith("home-side-1.")
        with av.open(io.BytesIO(bytes.fromhex(one["content"]))) as film:
            shown = [frame.to_ndarray(format="gray") for frame in film.decode(video=0)]
            assert not film.streams.audio
        assert len(shown) > 60 and shown[0].shape == (720, 1280)
        # It goes from the phone with its receipt, and is not said to wait.
        until(lambda: page.is_hidden("#film-list"))
        assert page.inner_text('[data-slot="film-arrived"]') == "Your film has reached your clinic."
        page.click('[data-screen="film"] [data-go="home"]')
        until(lambda: page.inner_text("#sent") == "Everything has reached your clinic.")


def test_a_phone_that_is_turned_or_leans_says_so(playwright, tmp_path):  # noqa: F811
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    camera = as_camera(tmp_path / "camera.mjpeg", pictures(6))
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port, camera) as phone:
        page = phone.join(code)
        sensor = Gravity(phone.context, page)
        to_camera(page)
        go(page, "film-open", "film-camera")
        sensor.rest(1.0, (0, 9.81, 0))
        page.click('[data-do="film-now"]')
        sensor.rest(2.0, (0, 9.81, 0))
        # Five degrees, after somebody has bumped into the shelf.
        sensor.rest(2.5, (0.85, 9.77, 0))
        page.click('[data-do="film-stop"]')
        assert any("The phone moved" in one for one in found(page))
        # Which way is up, for a phone however it is held, of either maker.
        address = page.evaluate("() => document.querySelector('script[type=module]').src").replace(
            "main.mjs", "film_level.mjs"
        )
        lean = """async ([address, rows]) => {
          const { leanOf, upInPicture, wordOf } = await import(address);
          return rows.map((row) => leanOf(upInPicture(...row))).map((one) => [one.roll, one.pitch, wordOf(one)]);
        }"""
        g, s, c = 9.81, 9.81 * np.sin(np.radians(5)), 9.81 * np.cos(np.radians(5))
        rows = [
            # Upright, held on either long edge, and upside down: level in the picture that is seen.
            [0, g, 0, 0, False], [g, 0, 0, 90, False], [-g, 0, 0, 270, False], [0, -g, 0, 180, False],
            [0, -g, 0, 0, True], [-g, 0, 0, 90, True],
            # Turned by five degrees against the clock: up leans to the right of the picture.
            [s, c, 0, 0, False], [c, -s, 0, 90, False], [-c, s, 0, 270, False], [-s, -c, 0, 0, True],
            # The picture of a page that does not turn; flat on its back; the camera looking down and up.
            [g, 0, 0, 0, False], [0, 0, g, 0, False], [0, c, 5 * s, 0, False], [0, c, -5 * s, 0, False],
        ]  # fmt: skip
        told = page.evaluate(lean, [address, rows])
        assert [round(one[0]) for one in told[:10]] == [0] * 6 + [5] * 4
        words = ["good"] * 6 + ["right"] * 4 + ["sideways", "flat", "down", "up"]
        assert [one[2] for one in told] == [f"film-level-{word}" for word in words]


def test_cuts_lost_receipts_and_a_killed_phone_lose_nothing(playwright, tmp_path, walk_film):  # noqa: F811
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    phone = Phone(playwright, tmp_path / "phone", port)
    with served(folder, port):
        page = phone.join(code)
        # A browser that is killed within half a minute forgets a cookie that it has just been given.
        phone.context.close()
        page = phone.start()
        page.goto(phone.home)
        page.wait_for_selector('[data-screen="home"]:not([hidden])')
        cuts = []

        def cut(route):
            cuts.append(route.request.method)
            if len(cuts) == 1:
                route.abort()
            elif len(cuts) == 3:
                # It arrives, and its receipt does not.
                route.fetch()
                route.abort()
            elif len(cuts) < 5:
                route.continue_()
            else:
                route.abort()

        phone.context.route("**/practice/films/**", cut)
        to_camera(page)
        choose(page, walk_film)
        send(page)
        until(lambda: page.wait_for_timeout(100) or len(cuts) > 4)
        assert "waits in this phone" in until(lambda: page.inner_text("#film-list"))
        assert page.inner_text("#sent") == "A film waits in this phone or is on its way."
        (one,) = films_in(folder)
        assert one["state"] == "arriving" and 0 < one["received"] < one["size"]
        phone.kill()
    page = phone.start()
    # The server is away; the page opens from what it keeps.
    page.goto(phone.home)
    page.wait_for_selector('[data-screen="home"]:not([hidden])')
    until(lambda: page.inner_text("#sent") != "Everything has reached your clinic.")
    with served(folder, port):
        page.evaluate("() => dispatchEvent(new Event('online'))")
        (one,) = until(lambda: [one for one in films_in(folder) if one["state"] == "arrived"])
        assert one["sha256"] == sha256(walk_film.read_bytes()).hexdigest()
        until(lambda: page.inner_text("#sent") == "Everything has reached your clinic.")
    phone.context.close()
    assert phone.troubles == []


def test_what_is_kept_waits_and_what_is_thrown_away_is_gone(playwright, tmp_path, walk_film):  # noqa: F811
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        to_camera(page)
        assert choose(page, walk_film)
        go(page, "film-later", "film")
        page.goto("about:blank")
        phone.open()
        page.click('[data-screen="home"] [data-go="film"]')
        assert "nothing was sent" in until(lambda: page.inner_text("#film-list"))
        page.click("#film-list button")
        found(page)
        go(page, "film-again", "film-place")
        choose(page, walk_film)
        go(page, "film-away", "film")
        assert page.is_hidden("#film-list") and films_in(folder) == []
        names = page.evaluate("() => indexedDB.databases().then((all) => all.map((one) => one.name))")
        (base,) = [name for name in names if "film" in name]
        count = """(name) => new Promise((done) => { const opened = indexedDB.open(name); opened.onsuccess = () => {
          const asked = opened.result.transaction("parts").objectStore("parts").count();
          asked.onsuccess = () => done(asked.result); }; })"""
        assert page.evaluate(count, base) == 0


def test_a_full_phone_is_said(playwright, tmp_path, walk_film):  # noqa: F811
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    camera = as_camera(tmp_path / "camera.mjpeg", pictures(2))
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port, camera) as phone:
        page = phone.join(code)
        to_camera(page)
        page.evaluate(FULL)
        page.set_input_files("#film-choose-file", str(walk_film))
        until(lambda: "phone is full" in page.inner_text('[data-slot="film-place"]'))
        go(page, "film-open", "film-camera")
        page.click('[data-do="film-now"]')
        page.wait_for_selector('[data-screen="film-place"]:not([hidden])')
        assert "phone is full" in page.inner_text('[data-slot="film-place"]')


@pytest.fixture(scope="module")
def bad_films(tmp_path_factory) -> dict[str, tuple[Path, str]]:
    """Films in which one thing is wrong each, and what is said of it."""
    folder = tmp_path_factory.mktemp("bad")
    whole = as_film(folder / "whole.mp4", pictures(4.5)[:40]).read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    (folder / "notes.mp4").write_text("no film at all")
    upright = [np.vstack([cv2.resize(one, (720, 640))] * 2) for one in pictures(4.5)]
    return {
        "short": (as_film(folder / "short.mp4", pictures(2)), "too short for three steps"),
        "dark": (as_film(folder / "dark.mp4", pictures(4.5, light=0.2)), "Too dark"),
        "knocked": (as_film(folder / "knocked.mp4", pictures(4.5, moves_at=2.0)), "The phone moved"),
        "bare wall": (
            as_film(folder / "bare.mp4", pictures(4.5, bare=True)),
            "Nobody can tell whether the phone stood still",
        ),
        "slow": (as_film(folder / "slow.mp4", pictures(4.5)[::2], 15), "pictures a second: use the camera app"),
        "upright": (as_film(folder / "upright.mp4", upright), "The picture is upright"),
        "cut": (folder / "cut.mp4", "it has no end"),
        "none": (folder / "notes.mp4", "cannot show the film"),
    }


def test_what_is_wrong_with_a_film_is_said_in_plain_words(playwright, tmp_path, bad_films):  # noqa: F811
    chromium()
    folder, port = tmp_path / "clinic", free_port()
    code = make_clinic(folder)["code 0"]
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        to_camera(page)
        for name, (film, said) in bad_films.items():
            told = choose(page, film)
            assert any(said in one for one in told), (name, told)
            wrong = page.locator("#film-found li:not(.good)").all_inner_texts()
            assert len(wrong) == 1, (name, wrong)
            go(page, "film-again", "film-place")
        # Whoever sends what is none all the same is told so by the clinic's computer.
        choose(page, bad_films["none"][0])
        send(page)
        until(lambda: "could not take this as a film" in page.inner_text("#film-list"))
        assert films_in(folder) == [] and screen(page) == "film"
