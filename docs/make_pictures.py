"""The pictures of the guides, made by the product from the bundled sample archive: `make pictures`.

A picture is what a reader sees: sheets as LibreOffice prints them, pages as Chromium shows them. Needs both programs
(Debian: libreoffice-calc, chromium); without them it says so and changes nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pypdfium2
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
MONTH = "2018-01"
WIDTH = 1500  # pixels of a picture
LANGUAGES = ("kk", "ru")
SHEETS = {1: "month", 2: "charts", 3: "violations"}  # page of the printed workbook -> name of the picture
PAGE_HEIGHT, PROOF_HEIGHT = 1_250, 1_050
DECISIONS = {
    "kk": ("расталды", "қабылданбады", "Хаттама басқа бетте бар"),
    "ru": ("подтверждено", "отклонено", "Протокол есть на другой странице"),
}
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update", "--hide-scrollbars")  # fmt: skip


def main() -> None:
    programs = {name: shutil.which(name) for name in ("soffice", "chromium")}
    if missing := [name for name, path in programs.items() if path is None]:
        sys.exit(f"not installed: {', '.join(missing)}. On Debian: apt-get install libreoffice-calc chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scrapy(folder, "replay", str(ROOT / "tests/samples/archive-2018-01"))
        for language in LANGUAGES:
            report(folder, language)
        for language in LANGUAGES:
            for picture, image in pictures(folder, language):
                path = HERE / "pictures" / f"{picture}-{language}.png"
                image.save(path, optimize=True)
                sys.stdout.write(f"{path.relative_to(ROOT)} {image.width} x {image.height}\n")


def scrapy(folder: Path, *words: str) -> None:
    own = {
        "HEARINGS_DATABASE_URL": f"sqlite:///{folder / 'hearings.sqlite3'}",
        "HEARINGS_ARCHIVE": str(folder / "archive"),
    }
    run(sys.executable, "-m", "scrapy", *words, environment={**os.environ, **own})


def run(*command: str, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")


def report(folder: Path, language: str) -> None:
    """The month's files; the first two violations decided on, as an analyst would."""
    words = ("report", MONTH, "--lang", language, "--html", "--with-evidence", "--output-dir", str(folder))
    scrapy(folder, *words)
    path = folder / f"monitoring-{MONTH}-{language}.xlsx"
    book = load_workbook(path)
    decide(book.worksheets[2], language)
    book.save(path)
    scrapy(folder, "review", "import", str(path), "--lang", language)
    scrapy(folder, *words)


def decide(sheet: Worksheet, language: str) -> None:
    confirmed, rejected, note = DECISIONS[language]
    first = next(number for number, row in enumerate(sheet.iter_rows(values_only=True), 1) if row[0] == 1)
    choice = next(iter(sheet.data_validations.dataValidation[0].sqref.ranges)).min_col
    sheet.cell(first, choice, confirmed)
    sheet.cell(first + 4, choice, rejected)
    sheet.cell(first + 4, choice + 1, note)


def pictures(folder: Path, language: str) -> Iterator[tuple[str, Image.Image]]:
    stem = f"monitoring-{MONTH}-{language}"
    run("soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf",
        "--outdir", str(folder), str(folder / f"{stem}.xlsx"))  # fmt: skip
    with pypdfium2.PdfDocument(folder / f"{stem}.pdf") as document:
        for number, name in SHEETS.items():
            yield name, trimmed(document[number - 1].render(scale=3).to_pil())
    yield "page", shot(folder, folder / f"{stem}.html", PAGE_HEIGHT)
    proof = min((folder / f"evidence-{MONTH}-{language}").glob("*.html"))
    yield "proof", shot(folder, proof, PROOF_HEIGHT)


def shot(folder: Path, page: Path, height: int) -> Image.Image:
    target = folder / "shot.png"
    run("chromium", *QUIET, f"--user-data-dir={folder / 'profile'}", f"--window-size=1100,{height}",
        f"--screenshot={target}", page.as_uri())  # fmt: skip
    with Image.open(target) as image:
        return image.convert("RGB")


def trimmed(image: Image.Image) -> Image.Image:
    """Without the white around and the footer of the print, at the width of a picture."""
    image = image.convert("RGB")
    image = image.crop((0, 0, image.width, round(image.height * 0.93)))
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    if box:
        edge = 20
        image = image.crop((max(0, box[0] - edge), max(0, box[1] - edge), box[2] + edge, box[3] + edge))
    return image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    main()
