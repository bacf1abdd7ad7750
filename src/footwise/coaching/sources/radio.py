"""The radio, Bluetooth Low Energy through bleak: as thin as can be, so that a test can put another in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from footwise.errors import FootwiseError
from footwise.extras import require


@dataclass(frozen=True)
class Advertised:
    """A sensor that calls."""

    address: str
    name: str


class Link(Protocol):
    """A connection with one sensor."""

    async def read(self, characteristic: str) -> bytes:
        """Read a value."""

    async def write(self, characteristic: str, value: bytes) -> None:
        """Write a value."""

    async def subscribe(self, characteristic: str, told: Callable[[bytes], None]) -> None:
        """Have every new value told."""

    async def close(self) -> None:
        """Leave the sensor."""


class Radio(Protocol):
    """Finds sensors and connects with them."""

    async def scan(self, seconds: float) -> list[Advertised]:
        """Listen for so long."""

    async def connect(self, address: str, lost: Callable[[], object]) -> Link:
        """Connect; `lost` is called when the connection breaks."""


class BleakRadio:
    """The radio of this computer.

    Raises
    ------
    FootwiseError
        Where bleak is not installed.
    """

    def __init__(self) -> None:
        require("bleak")

    async def scan(self, seconds: float) -> list[Advertised]:
        """Listen for sensors.

        Raises
        ------
        FootwiseError
            Where the computer has no radio, or it is off.
        """
        require("bleak")
        import bleak

        try:
            found = await bleak.BleakScanner.discover(timeout=seconds, return_adv=True)
        except (bleak.exc.BleakError, OSError) as error:
            raise FootwiseError(
                "Bluetooth",
                f"cannot be used ({getattr(error, 'strerror', None) or error})",
                "Switch it on, and let this program use it",
            ) from error
        return [Advertised(device.address, told.local_name or device.name or "") for device, told in found.values()]

    async def connect(self, address: str, lost: Callable[[], object]) -> Link:
        """Connect with the sensor at an address."""
        require("bleak")
        import bleak

        def told(_: object) -> None:
            lost()

        client = bleak.BleakClient(address, disconnected_callback=told)
        await client.connect()
        return _BleakLink(client)


class _BleakLink:
    def __init__(self, client: Any) -> None:
        self._client = client

    async def read(self, characteristic: str) -> bytes:
        return bytes(await self._client.read_gatt_char(characteristic))

    async def write(self, characteristic: str, value: bytes) -> None:
        await self._client.write_gatt_char(characteristic, value)

    async def subscribe(self, characteristic: str, told: Callable[[bytes], None]) -> None:
        await self._client.start_notify(characteristic, lambda _, value: told(bytes(value)))

    async def close(self) -> None:
        await self._client.disconnect()
