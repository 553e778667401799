"""Every change of an archive shows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scrapy.http import Request, Response

from hearings.archive import ArchiveError, ArchiveRun, verify
from hearings.archive.manifest import Entry, dump, hash_of
from hearings.clock import Clock
from hearings.commands import archive as command

CLOCK = Clock.from_setting("2018-01-31T20:00")


def build(folder: Path) -> list[str]:
    """Three runs of one region, one of another; returns the ids of the three, and keeps the last hashes in `heads`."""
    ids = []
    for number, region in enumerate(("aktobe", "aktobe", "aktobe", "kostanay")):
        run = ArchiveRun(folder, region, CLOCK)
        for path, body in (("/same", b"same" * 50), ("/new", b"%d" % number), ("/more", b"%d more" % number)):
            request = Request(f"http://akimat.kz{path}")
            run.response(request, Response(request.url, body=body)).written.result(30)
        run.close("finished")
        if region == "aktobe":
            ids.append(run.id)
    return ids


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("pristine")
    return folder, build(folder)


@pytest.fixture
def archive(pristine: tuple[Path, list[str]], tmp_path: Path) -> tuple[Path, list[str]]:
    folder, ids = pristine
    shutil.copytree(folder, tmp_path / "archive")
    return tmp_path / "archive", ids


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


def rewrite(path: Path, changed: list[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in changed))


def rechain(path: Path, change: Callable[[list[Entry]], list[Entry]]) -> None:
    """A forger who knows the format: every hash of the file is right again."""
    entries = change([json.loads(line) for line in lines(path)])
    previous = entries[0]["prev"]
    for number, entry in enumerate(entries):
        entry.update(seq=number, prev=previous)
        previous = entry["hash"] = hash_of(entry)
    rewrite(path, [dump(entry) for entry in entries])


def test_an_untouched_archive_has_no_problems(archive: tuple[Path, list[str]]) -> None:
    assert verify(archive[0]) == []
    assert verify(archive[0] / "aktobe") == []


def change_line(folder: Path, ids: list[str]) -> None:
    path = folder / f"aktobe/{ids[1]}.jsonl"
    rewrite(path, [line.replace("/new", "/old") for line in lines(path)])


def remove_line(folder: Path, ids: list[str]) -> None:
    path = folder / f"aktobe/{ids[1]}.jsonl"
    rewrite(path, [*lines(path)[:2], *lines(path)[3:]])


def reorder_lines(folder: Path, ids: list[str]) -> None:
    path = folder / f"aktobe/{ids[1]}.jsonl"
    one, two, three, *rest = lines(path)
    rewrite(path, [one, three, two, *rest])


def remove_line_and_rechain(folder: Path, ids: list[str]) -> None:
    rechain(folder / f"aktobe/{ids[1]}.jsonl", lambda entries: [*entries[:2], *entries[3:]])


def cut_off_a_middle_run(folder: Path, ids: list[str]) -> None:
    path = folder / f"aktobe/{ids[1]}.jsonl"
    rewrite(path, lines(path)[:-2])


def remove_run(folder: Path, ids: list[str]) -> None:
    for path in (folder / "aktobe").glob(f"{ids[1]}.*"):
        path.unlink()


def remove_first_run(folder: Path, ids: list[str]) -> None:
    for path in (folder / "aktobe").glob(f"{ids[0]}.*"):
        path.unlink()


def remove_stored_file(folder: Path, ids: list[str]) -> None:
    (folder / f"aktobe/{ids[2]}.warc.gz").unlink()


def remove_manifest(folder: Path, ids: list[str]) -> None:
    (folder / f"aktobe/{ids[2]}.jsonl").unlink()


def swap_records(folder: Path, ids: list[str]) -> None:
    path = folder / f"aktobe/{ids[2]}.warc.gz"
    first, second = [json.loads(line) for line in lines(path.with_name(f"{ids[2]}.jsonl"))[2:4]]
    data = path.read_bytes()
    start, middle, end = (
        first["offset"],
        second["offset"],
        second["offset"] + second["length"] + second["request_length"],
    )
    path.write_bytes(data[:start] + data[middle:end] + data[start:middle] + data[end:])


def append_bytes(folder: Path, ids: list[str]) -> None:
    with (folder / f"aktobe/{ids[2]}.warc.gz").open("ab") as file:
        file.write(b"more")


def truncate_stored_file(folder: Path, ids: list[str]) -> None:
    path = folder / f"aktobe/{ids[2]}.warc.gz"
    path.write_bytes(path.read_bytes()[:-100])


def add_file(folder: Path, ids: list[str]) -> None:
    shutil.copy(folder / f"aktobe/{ids[2]}.warc.gz", folder / "aktobe/another.warc.gz")


def lead_out_of_the_folder(folder: Path, ids: list[str]) -> None:
    path = folder / f"aktobe/{ids[2]}.jsonl"
    rechain(
        path,
        lambda entries: [{**entry, "file": "../../x.warc.gz"} if "status" in entry else entry for entry in entries],
    )


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (change_line, "was changed"),
        (remove_line, "removed, added or put in another order"),
        (reorder_lines, "removed, added or put in another order"),
        (remove_line_and_rechain, "is not the one that run"),
        (cut_off_a_middle_run, "is not the one that run"),
        (remove_run, "was removed"),
        (remove_first_run, "was removed"),
        (remove_stored_file, "the file is missing"),
        (remove_manifest, "no manifest names this file"),
        (swap_records, "were changed or removed"),
        (append_bytes, "bytes were added"),
        (truncate_stored_file, "were changed or removed"),
        (add_file, "no manifest names this file"),
        (lead_out_of_the_folder, "which is no file of this archive"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_tampering_is_found(
    archive: tuple[Path, list[str]], tamper: Callable[[Path, list[str]], None], words: str
) -> None:
    folder, ids = archive
    tamper(folder, ids)
    problems = [problem for problem in verify(folder) if problem.kind == "tampered"]
    assert any(words in problem.what for problem in problems), problems
    assert all("kostanay" not in problem.file for problem in problems)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_byte_is_found(pristine: tuple[Path, list[str]], data: st.DataObject) -> None:
    folder, _ = pristine
    files = sorted([*folder.rglob("*.warc.gz"), *folder.rglob("*.jsonl")])
    file = data.draw(st.sampled_from(files))
    whole = file.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    change = data.draw(st.integers(1, 255))
    try:
        file.write_bytes(whole[:at] + bytes([whole[at] ^ change]) + whole[at + 1 :])
        assert verify(folder)
    finally:
        file.write_bytes(whole)


def test_a_newest_run_cut_short_shows_when_its_hash_was_kept_elsewhere(archive: tuple[Path, list[str]]) -> None:
    folder, ids = archive
    path = folder / f"aktobe/{ids[2]}.jsonl"
    head = json.loads(lines(path)[-1])["hash"]
    assert verify(folder, {ids[2]: head}) == []
    rewrite(path, lines(path)[:-1])
    assert {problem.kind for problem in verify(folder)} == {"interrupted"}
    assert any("lines were removed from its end" in problem.what for problem in verify(folder, {ids[2]: head}))
    path.unlink()
    (folder / f"aktobe/{ids[2]}.warc.gz").unlink()
    assert verify(folder) == []
    assert any("its manifest is not here" in problem.what for problem in verify(folder, {ids[2]: head}))


@pytest.mark.parametrize("where", ["absent", "empty"])
def test_a_folder_without_an_archive_of_ours_is_refused(tmp_path: Path, where: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArchiveError):
        verify(tmp_path / where)


def test_the_command_tells_what_was_checked_and_ends_with_an_error_after_tampering(
    archive: tuple[Path, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, ids = archive
    assert command.verify(folder) == 0
    assert "4 runs, 16 records compared: no sign of tampering" in capsys.readouterr().out
    assert command.list_reads(folder) == 0
    assert f"{ids[0]}  aktobe" in capsys.readouterr().out
    remove_line(folder, ids)
    assert command.verify(folder) == 1
    assert "tampering was found" in capsys.readouterr().out
