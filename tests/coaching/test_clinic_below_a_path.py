"""A clinic that lives below a path of its server is found there, by its pages and by its socket."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from footwise.coaching.clinic_link import ClinicDoor


class Clinic(BaseHTTPRequestHandler):
    """Lets in whoever comes, and keeps where they came to."""

    asked: list[str]

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer()

    def do_GET(self):
        self.answer()

    def answer(self):
        self.asked.append(self.path)
        told = json.dumps({"person": "P", "open": True}).encode()
        self.send_response(200)
        self.send_header("Set-Cookie", "footwise_phone=a-key; Path=/footwise/practice/")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_):
        pass


def test_it_is_asked_below_its_path(tmp_path):
    handler = type("Handler", (Clinic,), {"asked": []})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            door = ClinicDoor(f"http://127.0.0.1:{server.server_port}/footwise/", tmp_path / "key.json")
            assert door.come_in("ABCD-2345") and door.ask("/practice/live/")["open"]
            assert door.ask("/practice/packets/", {}) == {"person": "P", "open": True}
        finally:
            server.shutdown()
            thread.join()
    assert handler.asked == [f"/footwise/practice/{name}/" for name in ("join", "live", "packets")]
    assert door.socket == f"ws://127.0.0.1:{server.server_port}/footwise/practice/live/socket/"


def test_at_the_top_nothing_is_put_before(tmp_path):
    door = ClinicDoor("https://clinic.example/", tmp_path / "key.json")
    assert door.socket == "wss://clinic.example/practice/live/socket/"
