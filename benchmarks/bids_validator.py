"""What the validator of BIDS says of recordings of markers and of foot sensors that Footwise has written."""

import json
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from reference_environment import ReferenceMissingError, environment

from footwise.jobs import export_bids_motion
from footwise.samples import sample_path

PACKAGES = ("bids-validator-deno==3.0.2",)


def main():
    interpreter = environment("bids-validator", PACKAGES)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "shared"
        export_bids_motion([sample_path("treadmill", quiet=True) / "treadmill_events.c3d"], out, subject="01")
        export_bids_motion([sample_path("foot-sensors", quiet=True) / "imu_sample.csv"], out, subject="02", session="1")
        validator = interpreter.with_name("bids-validator-deno")
        done = subprocess.run([validator, out, "--format", "json"], capture_output=True, text=True)
        if not done.stdout.strip():
            raise ReferenceMissingError(f"said nothing ({done.stderr.strip()[-200:]})")
        found = json.loads(done.stdout)["issues"]["issues"]
        for (severity, code), count in sorted(Counter((one["severity"], one["code"]) for one in found).items()):
            print(f"{severity}: {count} × {code}")
        print(f"errors: {sum(one['severity'] == 'error' for one in found)}")


if __name__ == "__main__":
    try:
        main()
    except ReferenceMissingError as error:
        print(f"The validator {error}")
