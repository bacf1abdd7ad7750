"""A server that speaks as much of the real-time protocol of Qualisys Track Manager as a client of markers needs.

Packets are little endian: size and type, 4 bytes each, then the content (Qualisys RT protocol 1.25): type 1 is a
command or its answer, 2 XML, 3 data, 4 "no more data", 6 an event.
"""

import contextlib
import socket
import struct
import threading
import time

ERROR, COMMAND, XML, DATA, NO_MORE_DATA, EVENT = 0, 1, 2, 3, 4, 6
CAPTURE_STOPPED = 4


class QtmServer:
    """Streams frames of labelled markers in mm to whoever asks for them."""

    def __init__(self, labels, up="+Z", versions=("1.19", "1.25"), port=0):
        self.labels, self.up, self.versions = labels, up, versions
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", port))
        self._listener.listen()
        self.port = self._listener.getsockname()[1]
        self._client = None
        self.streaming = threading.Event()
        self.commands = []
        threading.Thread(target=self._serve, daemon=True).start()

    def play(self, times_s, positions_mm, speed, first=0):
        """Send frames at so many times their own speed."""
        begin = time.monotonic()
        for k, (at, frame) in enumerate(zip(times_s, positions_mm, strict=True)):
            wait = begin + (at - times_s[0]) / speed - time.monotonic()
            if wait > 0.002:
                time.sleep(wait)
            self.frame(at, frame, first + k)

    def frame(self, time_s, markers_mm, number=0):
        """Send one frame: a component of type 1 (3D)."""
        places = struct.pack("<Ihh", len(markers_mm), 0, 0) + b"".join(struct.pack("<3f", *one) for one in markers_mm)
        component = struct.pack("<II", 8 + len(places), 1) + places
        self._send(DATA, struct.pack("<qII", round(time_s * 1e6), number, 1) + component)

    def event(self, number):
        self._send(EVENT, bytes([number]))

    def drop(self):
        """Break the connection; the server stays."""
        self.streaming.clear()
        client, self._client = self._client, None
        client.shutdown(socket.SHUT_RDWR)
        client.close()

    def close(self):
        self._listener.close()
        if self._client is not None:
            self._client.close()

    def _serve(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._client = client
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client):
        self._send(COMMAND, b"QTM RT Interface connected\0")
        came = b""
        while True:
            try:
                more = client.recv(4096)
            except OSError:
                return
            if not more:
                return
            came += more
            while len(came) >= 8 and len(came) >= struct.unpack_from("<I", came)[0]:
                size, _ = struct.unpack_from("<II", came)
                self._answer(came[8:size].rstrip(b"\0").decode())
                came = came[size:]

    def _answer(self, command):
        self.commands.append(command)
        word, _, rest = command.partition(" ")
        if word == "version":
            if rest in self.versions:
                self._send(COMMAND, b"Version set to " + rest.encode() + b"\0")
            else:
                self._send(ERROR, b"Version not supported\0")
        elif command == "getparameters 3d":
            names = "".join(f"<Label><Name>{one}</Name><RGBColor>0</RGBColor></Label>" for one in self.labels)
            told = f"<The_3D><AxisUpwards>{self.up}</AxisUpwards><Labels>{len(self.labels)}</Labels>{names}</The_3D>"
            self._send(XML, f"<QTM_Parameters_Ver_1.25>{told}</QTM_Parameters_Ver_1.25>\0".encode())
        elif command == "streamframes allframes 3d":
            self.streaming.set()
        elif word != "streamframes":
            self._send(ERROR, b"Parse error\0")

    def _send(self, kind, content):
        client = self._client
        if client is None:
            return
        with contextlib.suppress(OSError):
            client.sendall(struct.pack("<II", 8 + len(content), kind) + content)
