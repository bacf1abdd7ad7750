"""A hundred phones walk at once in live sessions: how late does a therapist's screen show it, what does it cost?

    python benchmarks/live_session.py [phones] [seconds]

Each phone sends a packet a tenth of a second over its socket, with a step about every second, and has one therapist's
screen; beside it each sends its record every five seconds by the requests that give receipts, as the page does. From
the moment before a packet is handed to the phone's socket until the screen's script would be given it.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.clinic.live.made_live import make_live
from tests.clinic.live.sources import begun, key_by, state, stride
from tests.clinic.phone.made_clinic import course_in

_PORT, _PACKET_S, _KEPT_S = 8118, 0.1, 5.0


class Walk:
    """One phone and the screen that watches it."""

    def __init__(self, number: int, key: str, live: str, session: str) -> None:
        self.number, self.key, self.live, self.session = number, key, live, session
        self.sent: dict[int, float] = {}
        self.seen: dict[int, float] = {}

    async def follow(self, seconds: float, begin: asyncio.Event) -> None:
        where = f"ws://localhost:{_PORT}"
        staff = {"Origin": f"http://localhost:{_PORT}", "Cookie": f"footwise_session={self.session}"}
        phone = {"Cookie": self.key}
        async with (
            connect(f"{where}/practice/live/socket/", additional_headers=phone, compression=None) as source,
            connect(f"{where}/live/{self.live}/socket/", additional_headers=staff) as screen,
        ):
            hello = {"hello": 1, "source": "phone", "records": begun(), "tally": {}, "state": state()}
            await source.send(json.dumps(hello))
            watching = asyncio.create_task(self._watch(screen))
            await begin.wait()
            await asyncio.sleep(_PACKET_S * self.number / 100)
            begun_s = time.perf_counter()
            number = 0
            while (now := time.perf_counter()) - begun_s < seconds:
                steps = [stride(number // 11, -8.0 + number % 7)] if number % 11 == 0 else []
                told = {"number": number, "records": steps, "state": state(elapsed_s=now - begun_s), "motion": 2.5}
                text = json.dumps(told)
                self.sent[number] = time.perf_counter()
                await source.send(text)
                number += 1
                await asyncio.sleep(max(0.0, begun_s + number * _PACKET_S - time.perf_counter()))
            await asyncio.sleep(2.0)
            watching.cancel()

    async def _watch(self, screen: ClientConnection) -> None:
        async for text in screen:
            told = json.loads(text)
            if "packet" in told:
                self.seen[told["packet"]] = time.perf_counter()


class Record(threading.Thread):
    """What a phone sends beside it, to be kept."""

    def __init__(self, walk: Walk, seconds: float) -> None:
        super().__init__()
        self.walk, self.seconds = walk, seconds
        self.taken = 0

    def run(self) -> None:
        clocks = {"wall_ms": 1.8e12, "steady_ms": 1000.0, "page": uuid.uuid4().hex}
        session, number = str(uuid.uuid4()), 0
        headers = {"X-Footwise-Page": "1", "Content-Type": "application/json", "Cookie": self.walk.key}
        time.sleep(_KEPT_S * self.walk.number / 100)
        end = time.perf_counter() + self.seconds
        while time.perf_counter() < end:
            due = time.perf_counter() + _KEPT_S
            packet = {
                "session": session,
                "number": number,
                "records": [stride(k, 1.0) for k in range(5)],
                "last": False,
            }
            line = http.client.HTTPConnection("localhost", _PORT, timeout=60)
            line.request(
                "POST", "/practice/packets/", json.dumps({"packets": [{**packet, **clocks}], **clocks}), headers
            )
            answer = line.getresponse()
            told = json.loads(answer.read())
            line.close()
            self.taken += sum(one["state"] == "taken" for one in told["receipts"])
            number += 1
            time.sleep(max(0.0, due - time.perf_counter()))


def _cpu_s(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


async def _walk(walks: list[Walk], seconds: float, pid: int) -> tuple[float, list[Record]]:
    begin = asyncio.Event()
    tasks = []
    for walk in walks:
        tasks.append(asyncio.create_task(walk.follow(seconds, begin)))
        await asyncio.sleep(0.03)
    await asyncio.sleep(5.0)
    records = [Record(walk, seconds) for walk in walks]
    for record in records:
        record.start()
    before, at = _cpu_s(pid), time.perf_counter()
    begin.set()
    await asyncio.gather(*tasks)
    share = (_cpu_s(pid) - before) / (time.perf_counter() - at)
    for record in records:
        await asyncio.to_thread(record.join)
    return share, records


def main() -> None:
    """Measure and say."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "clinic"
        made = make_live(home, codes=count)
        words = ["serve", "--dir", str(home), "--port", str(_PORT)]
        server = subprocess.Popen(
            [sys.executable, "-c", "from footwise.cli import main; main()", *words], stdout=subprocess.PIPE, text=True
        )
        try:
            server.stdout.readline()
            keys = [key_by(made[f"code {k}"], _PORT) for k in range(count)]
            walks = [Walk(k, keys[k], made[f"live {k}"], made["session"]) for k in range(count)]
            share, records = asyncio.run(_walk(walks, seconds, server.pid))
            told = course_in(home)
        finally:
            server.kill()
            server.wait()
    waits = sorted(walk.seen[number] - at for walk in walks for number, at in walk.sent.items() if number in walk.seen)
    sent = sum(len(walk.sent) for walk in walks)
    taken = sum(record.taken for record in records)
    here = sum(int(one.split("-")[1]) + 1 for one in told["received"])
    print(f"{count} phones, {sent} live packets: {len(waits)} seen on the screens, {sent - len(waits)} lost")

    half, most = (1e3 * waits[int(part * len(waits))] for part in (0.5, 0.99))
    print(f"to the screen: p50 {half:.0f} ms, p99 {most:.0f} ms, most {1e3 * waits[-1]:.0f} ms")
    print(f"of the record {taken} packets have a receipt, {here} lie on the disk")
    print(f"server {100 * share:.0f} % of one core; load of the machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
