"""Send all recordings of a folder to a visit of a Footwise clinic; started again, it goes on where it was.

    python upload_folder.py https://clinic.example VISIT FOLDER --token-file footwise-token

It needs Python 3.11 and nothing else. The file holds the token of a device with the scope `upload`, and only its owner
should be able to read it.
"""

import argparse
import hashlib
import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

TRIES = 20


class Clinic:
    """A clinic's interface for programs."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address.rstrip("/") + "/api/v1/", token

    def call(self, method: str, where: str, body: bytes | None = None, **headers: str) -> dict:
        """Call, and wait where the clinic is away or asks for it. A trouble is raised as `Refused`."""
        told = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        for attempt in range(TRIES):
            request = urllib.request.Request(self.address + where, body, told, method=method)
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code not in (429, 502, 503, 504):
                    raise Refused(error.code, error.read()) from None
                time.sleep(int(error.headers.get("Retry-After") or 5))
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                print(f"  the clinic is away ({getattr(error, 'reason', error)}), trying again", flush=True)
                time.sleep(min(30, 0.5 * 2**attempt))
        sys.exit("The clinic stays away. What has arrived is safe: start this again later.")


class Refused(Exception):
    """The clinic does not take something."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.told = status, json.loads(body)
        super().__init__("{where}: {trouble}. {remedy}".format(**self.told).strip())


def send(clinic: Clinic, visit: str, file: Path, folder: Path, piece_bytes: int) -> None:
    """Send one file, from wherever it was cut off."""
    about = file.stat()
    inside = file.relative_to(folder).as_posix()
    # By it the clinic knows the same file again.
    mark = f"{inside} {about.st_size} {about.st_mtime_ns}"[-200:]
    body = {"name": file.name, "size_bytes": about.st_size, "mark": mark, "folder": inside[:200]}
    begun = clinic.call("POST", f"visits/{visit}/recordings", json.dumps(body).encode())
    offset, whole = begun["received_bytes"], False
    with file.open("rb") as opened:
        while not whole:
            opened.seek(offset)
            piece = opened.read(piece_bytes)
            headers = {"Piece_Offset": str(offset), "Piece_SHA256": hashlib.sha256(piece).hexdigest()}
            headers["Content_Type"] = "application/octet-stream"
            try:
                taken = clinic.call("POST", f"recordings/{begun['id']}/pieces", piece, **headers)
            except Refused as error:
                # Its answer was lost and it was sent again: the clinic says where to go on.
                if error.status != 409 or error.told["received_bytes"] == offset:
                    raise
                taken = {**error.told, "whole": error.told["received_bytes"] == about.st_size}
            offset, whole = taken["received_bytes"], taken["whole"]
            print(f"  {offset} of {about.st_size} bytes", flush=True)


def main() -> None:
    """Send what is not there yet."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("address")
    asked.add_argument("visit")
    asked.add_argument("folder", type=Path)
    asked.add_argument("--token-file", type=Path, required=True)
    told = asked.parse_args()
    clinic = Clinic(told.address, told.token_file.read_text(encoding="utf-8").strip())
    try:
        there = clinic.call("GET", f"visits/{told.visit}/recordings")
        arrived = {one["sha256"] for one in there["items"]}
        for file in sorted(path for path in told.folder.rglob("*") if path.is_file()):
            with file.open("rb") as opened:
                known = hashlib.file_digest(opened, "sha256").hexdigest() in arrived
            print(f"{file.relative_to(told.folder)}: {'is there already' if known else 'is sent'}", flush=True)
            if not known:
                send(clinic, told.visit, file, told.folder, there["piece_bytes"])
    except Refused as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
