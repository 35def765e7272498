"""A folder is there as a whole or not at all, whenever its writer is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from afterschool_sched.batch.folders import alone_in, sweep, whole

ROOT = Path(__file__).resolve().parents[2]

# Dies, as from kill -9, just before the N-th of these steps.
DYING = """\
import os, shutil, sys
from pathlib import Path
from afterschool_sched.batch import folders

left = int(sys.argv[2])

def dying(step):
    def instead(*arguments, **more):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        return step(*arguments, **more)
    return instead

Path.mkdir, Path.rename, Path.write_text = dying(Path.mkdir), dying(Path.rename), dying(Path.write_text)
folders._settle, shutil.rmtree = dying(folders._settle), dying(shutil.rmtree)
with folders.whole(Path(sys.argv[1])) as part:
    for name in ("a", "b"):
        (part / name).write_text("new")
os._exit(0)
"""


def content(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def die(target: Path, step: int) -> int:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        [sys.executable, "-c", DYING, str(target), str(step)], env=environment, check=False
    ).returncode


@pytest.mark.parametrize("there", [False, True], ids=["new", "replaced"])
def test_killed_at_any_step_it_is_the_old_one_or_the_new_one(tmp_path: Path, there: bool) -> None:
    old, new = {"a": "old", "b": "old"}, {"a": "new", "b": "new"}
    seen = []
    for step in range(1, 20):
        home = tmp_path / str(step)
        target = home / "school"
        home.mkdir()
        if there:
            target.mkdir()
            for name, text in old.items():
                (target / name).write_text(text, encoding="utf-8")
        code = die(target, step)
        if target.exists():  # half-written it is never seen, not even before anybody sweeps
            assert content(target) in (old, new)
        sweep(home)
        assert [path.name for path in home.iterdir()] == (["school"] if target.exists() else [])
        if there or code == 0:
            assert content(target) in (old, new)
        seen.append(content(target) if target.exists() else None)
        if code == 0:
            break
    else:
        pytest.fail("it never came to an end")
    assert seen[0] == (old if there else None)
    assert seen[-1] == new
    assert seen == sorted(seen, key=lambda state: state == new)
    assert len(seen) > 6


def test_an_exception_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "school"
    with whole(target) as part:
        (part / "a").write_text("old", encoding="utf-8")
    with pytest.raises(FileNotFoundError), whole(target) as part:
        (part / "a").rename(part / "b")
    assert content(target) == {"a": "old"}
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_cannot_take_its_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "school"
    with whole(target) as part:
        (part / "a").write_text("old", encoding="utf-8")
    rename = Path.rename

    def failing(self: Path, to: Path) -> Path:
        if self.name.endswith(".part"):
            raise OSError("no")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no"), whole(target):
        pass
    assert content(target) == {"a": "old"}
    assert list(tmp_path.iterdir()) == [target]


def test_sweeping_leaves_everything_else_alone(tmp_path: Path) -> None:
    mark = "0123456789abcdef"
    for name in (f".school.{mark}.part", f".gone.{mark}.old", f".there.{mark}.old", "there", ".mine.part"):
        (tmp_path / name).mkdir()
    (tmp_path / f".summary.csv.{mark}.part").write_text("half", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("", encoding="utf-8")
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".mine.part", "gone", "notes.txt", "there"]


def test_two_cannot_be_at_work_in_one_folder(tmp_path: Path) -> None:
    with alone_in(tmp_path), pytest.raises(OSError, match="another batch is at work"), alone_in(tmp_path):
        pass
    with alone_in(tmp_path):
        pass
