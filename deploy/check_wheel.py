"""Builds the wheel, installs it into an environment of its own and uses it in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "tests" / "samples" / "archive-2018-01"
MONTH = "2018-01"


def run(*command: str | Path, cwd: Path) -> str:
    print("$", " ".join(Path(str(part)).name if i == 0 else str(part) for i, part in enumerate(command)), flush=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HEARINGS_", "SCRAPY_", "PYTHONPATH"))}
    result = subprocess.run(  # noqa: S603
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode:
        sys.exit(f"failed with {result.returncode}:\n{result.stdout}\n{result.stderr}")
    return result.stdout


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        elsewhere = home / "elsewhere"
        elsewhere.mkdir()
        run(sys.executable, "-m", "build", "--outdir", home / "dist", ROOT, cwd=home)
        wheel = next((home / "dist").glob("*.whl"))
        venv.create(home / "venv", with_pip=True)
        binaries = home / "venv" / "bin"
        run(binaries / "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel, cwd=home)
        monitor = binaries / "hearing-monitor"
        regions = run(monitor, "list", cwd=elsewhere).split()
        run(monitor, "replay", SAMPLE, "aktobe", cwd=elsewhere)
        run(monitor, "report", MONTH, cwd=elsewhere)
        made = sorted(path.name for path in (elsewhere / "out").iterdir())
        if not any(name.endswith(".xlsx") for name in made):
            sys.exit(f"no workbook was made, only {made}")
        print(f"{wheel.name}: {len(regions)} spiders; made {', '.join(made)}")


if __name__ == "__main__":
    main()
