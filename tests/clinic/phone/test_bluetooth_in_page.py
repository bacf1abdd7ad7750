"""A walk with a sensor of its own by Web Bluetooth: another radio stands in the place of the real one."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import sync_playwright
from tests.browser import chromium
from tests.clinic.phone.made_clinic import make_clinic
from tests.clinic.phone.played import FRAME_MS, STANDS_S, Sensor, screen
from tests.clinic.phone.test_coach_in_page import coached, same
from tests.clinic.phone.test_page import free_port, phone_at
from tests.clinic.phone.test_played_walk import end, filtered_walk, of_kind
from tests.clinic.test_serve import served

from footwise.coaching.session_plan import plan_from_json

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Bytes as a DOT sends them, one sample a notification, from the moment at which it is told to start.
RADIO = """(rows) => {
  const degrees = 180 / Math.PI;
  window.written = [];
  window.connections = 0;
  class Characteristic extends EventTarget {
    async startNotifications() { this.told = true; }
    async writeValueWithResponse(bytes) { written.push([...bytes]); }
  }
  const payloads = new Characteristic();
  const control = new Characteristic();
  const device = new EventTarget();
  let connected = false;
  let at = 0;
  const characteristic = async (name) => (name.startsWith("15172003") ? payloads : control);
  const service = { getCharacteristic: characteristic };
  device.name = "Movella DOT";
  device.gatt = {
    async connect() {
      connected = true;
      connections += 1;
      return { getPrimaryService: async () => service };
    },
    disconnect() { connected = false; },
  };
  window.loseIt = () => { connected = false; device.dispatchEvent(new Event("gattserverdisconnected")); };
  setInterval(() => {
    if (!written.length || at >= rows.length) return;
    const [time, ...values] = rows[at];
    at += 1;
    if (!connected) return;
    const view = new DataView(new ArrayBuffer(40));
    view.setUint32(0, Math.round(time * 1e6), true);
    values.forEach((one, k) => view.setFloat32(4 + 4 * k, k < 3 ? one : one * degrees, true));
    payloads.value = view;
    payloads.dispatchEvent(new Event("characteristicvaluechanged"));
  }, 1000 / 60);
  Object.defineProperty(navigator, "bluetooth", { value: { requestDevice: async () => device }, configurable: true });
}"""


@pytest.fixture(scope="module")
def playwright():
    with sync_playwright() as started:
        yield started


def radio_rows(seconds: float) -> np.ndarray:
    """Who stands, and walks: 60 samples a second."""
    walk = filtered_walk(2)
    at = walk[0, 0] + np.arange(0.0, seconds, FRAME_MS / 1000)
    moving = np.column_stack([np.interp(at, walk[:, 0], walk[:, k]) for k in range(1, 7)])
    draw = np.random.default_rng(1)
    stands = round(STANDS_S * 1000 / FRAME_MS)
    rest = np.concatenate([walk[5, 1:4], np.zeros(3)]) + draw.normal(0.0, 0.003, (stands, 6))
    values = np.concatenate([rest, moving])
    return np.column_stack([5.0 + np.arange(len(values)) * FRAME_MS / 1000, values])


def test_a_movella_dot_takes_the_place_of_the_phone(playwright, tmp_path):
    chromium()
    folder = tmp_path / "clinic"
    code = make_clinic(folder, natural=5.0)["code 0"]
    port = free_port()
    rows = radio_rows(22.0)
    with served(folder, port), phone_at(playwright, tmp_path / "phone", port) as phone:
        page = phone.join(code)
        sensor = Sensor(phone.context, page)
        page.evaluate(RADIO, rows.tolist())
        sensor.tap('[data-screen="home"] [data-go="begin"]')
        sensor.tap('[data-screen="setup-table"] [data-do="bluetooth"]')
        sensor.until(lambda: screen(page) == "setup-shoe")
        assert "Put the sensor on your shoe" in page.inner_text('[data-screen="setup-shoe"]')
        sensor.tap('[data-screen="setup-shoe"] .go')
        sensor.until(lambda: screen(page) == "walk", 60)
        for _ in range(20):
            sensor.passes(100.0)
        # The radio goes away for a moment, and is there again by itself.
        page.evaluate("() => loseIt()")
        for _ in range(75):
            sensor.passes(100.0)
        told_person, told = end(phone, sensor, folder)
        assert page.evaluate("() => [written.at(0), written.at(-1), connections]") == [[1, 1, 21], [1, 0, 21], 2]
    records = [json.loads(line) for line in told["logs"][0].splitlines()]
    setup = next(one for one in records if one["kind"] == "phone")["setup"]
    assert setup == {"verdict": "", "source": "dot", "name": "Movella DOT", "sign": 1}
    # As 32-bit numbers in °/s, which is how they come.
    sent = rows.astype("<f4").astype(float)
    sent[:, 4:] = np.radians(np.degrees(rows[:, 4:]).astype("<f4").astype(float))
    sent[:, 0] = np.round(rows[:, 0] * 1e6) * 1e-6
    ours = coached(plan_from_json(records[0]["plan"]), sent.tolist())
    strides = of_kind(records, "stride", 1e9)
    mine = of_kind(ours, "stride", 1e9)
    assert len(strides) > 12 and all(same(mine[k], one) for k, one in enumerate(strides[:9]))
    assert any(one["kind"] == "cue" for one in records) and "steps were right" in told_person
