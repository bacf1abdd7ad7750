"""What requirements.lock says: each package with its version and hashes, and which of them a part of Footwise needs."""

from tools.lock.reading import Locked, part_of_lock, read_lock

__all__ = ["Locked", "part_of_lock", "read_lock"]
