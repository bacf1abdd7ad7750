"""A hundred phones that send a walk at once: are all packets there, how long does a receipt take, what does it cost?

    python benchmarks/phone_packets.py [phones] [seconds]

Each phone sends ten packets a second, two seconds of them in a request, as the practice page does with what it keeps.
"""

from __future__ import annotations

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

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.clinic.phone.made_clinic import course_in, make_clinic

_PORT, _TOGETHER_S, _A_SECOND = 8231, 2.0, 10


class Phone(threading.Thread):
    """A phone: comes in, then sends and measures how long each receipt takes."""

    def __init__(self, code: str, seconds: float, number: int, begin: threading.Barrier) -> None:
        super().__init__()
        self.seconds, self.number, self.begin = seconds, number, begin
        self.waits: list[float] = []
        self.taken = self.sent = self.again = 0
        self._connection = http.client.HTTPConnection("localhost", _PORT, timeout=60)
        answer = self._post("join", {"code": code, "attempt": uuid.uuid4().hex})
        self._cookie = answer.getheader("Set-Cookie").split(";")[0]
        answer.read()

    def _post(self, name: str, body: object) -> http.client.HTTPResponse:
        headers = {"X-Footwise-Page": "1", "Content-Type": "application/json", "Cookie": getattr(self, "_cookie", "")}
        self._connection.request("POST", f"/practice/{name}/", json.dumps(body), headers)
        return self._connection.getresponse()

    def _receipts(self, body: object) -> list[dict[str, str]]:
        """Send until there is a receipt, as the page does."""
        while True:
            answer = self._post("packets", body)
            text = answer.read()
            if answer.status == 200:
                found: list[dict[str, str]] = json.loads(text)["receipts"]
                return found
            self.again += 1
            time.sleep(2.0)

    def run(self) -> None:
        session, page = str(uuid.uuid4()), uuid.uuid4().hex
        alive = {"kind": "alive", "elapsed_s": 1.0, "lost_s": {"left": 0.0}, "unusable": {"left": 0}}
        clocks = {"wall_ms": 1.8e12, "steady_ms": 1000.0, "page": page}
        self.begin.wait()
        time.sleep(_TOGETHER_S * self.number / 100)
        begun, number = time.perf_counter(), 0
        while time.perf_counter() - begun < self.seconds:
            due = time.perf_counter() + _TOGETHER_S
            many = round(_TOGETHER_S * _A_SECOND)
            packets = [
                {"session": session, "number": number + k, "records": [alive, alive], "last": False, **clocks}
                for k in range(many)
            ]
            number += many
            asked = time.perf_counter()
            receipts = self._receipts({"packets": packets, **clocks})
            self.waits.append(time.perf_counter() - asked)
            self.sent += many
            self.taken += sum(one["state"] in ("taken", "had") for one in receipts)
            time.sleep(max(0.0, due - time.perf_counter()))


def _cpu_s(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and say."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 20.0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "clinic"
        made = make_clinic(home, codes=count)
        words = ["serve", "--dir", str(home), "--port", str(_PORT)]
        server = subprocess.Popen(
            [sys.executable, "-c", "from footwise.cli import main; main()", *words], stdout=subprocess.PIPE, text=True
        )
        try:
            server.stdout.readline()
            begin = threading.Barrier(count)
            phones = [Phone(made[f"code {k}"], seconds, k, begin) for k in range(count)]
            before, begun = _cpu_s(server.pid), time.perf_counter()
            for phone in phones:
                phone.start()
            for phone in phones:
                phone.join()
            spent, lasted = _cpu_s(server.pid) - before, time.perf_counter() - begun
            told = course_in(home)
        finally:
            server.kill()
            server.wait()
    waits = sorted(wait for phone in phones for wait in phone.waits)
    sent, taken = sum(phone.sent for phone in phones), sum(phone.taken for phone in phones)
    here = sum(int(one.split("-")[1]) + 1 for one in told["received"])
    print(f"{count} phones, {sent} packets in {lasted:.0f} s: {taken} with a receipt, {here} on the disk")
    again = sum(phone.again for phone in phones)
    half, most = (1e3 * waits[int(share * len(waits))] for share in (0.5, 0.99))
    print(f"receipt p50 {half:.0f} ms, p99 {most:.0f} ms; {again} requests sent again")
    print(f"server {100 * spent / lasted:.0f} % of one core; load of the machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
