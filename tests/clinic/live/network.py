"""A network that can be cut: a port that leads to another one, as long as it is whole."""

from __future__ import annotations

import contextlib
import socket
import threading


class Network:
    """Everything that comes to `port` goes to another port of this machine."""

    def __init__(self, to: int) -> None:
        self._to, self._whole = to, True
        self._open: set[socket.socket] = set()
        self._flows = threading.Event()
        self._flows.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """From now on nothing goes through, and what was open is dead."""
        self._whole = False
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def hold(self) -> None:
        """From now on nothing goes through, and nobody is told: what was open stays open."""
        self._flows.clear()

    def mend(self) -> None:
        self._whole = True
        self._flows.set()

    def close(self) -> None:
        self.cut()
        self._flows.set()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                came, _ = self._listening.accept()
                if not self._whole:
                    came.close()
                    continue
                try:
                    goes = socket.create_connection(("localhost", self._to))
                except OSError:
                    came.close()
                    continue
                self._open |= {came, goes}
                for one, other in ((came, goes), (goes, came)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self._flows.wait()
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            self._open.discard(end)
