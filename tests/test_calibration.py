"""What timed checks take is measured with the reference, kept, and said before a class is graded."""

import pytest

from autograder import calibration
from autograder.calibration import Calibration, Timed
from autograder.errors import UsageError
from autograder.render import terminal

FOUND = Calibration(
    "cpu Zen", "2026-11-26T19:00:00+00:00", {"it learns": Timed("passed", 12.5, {"accuracy": 0.9, "curve": [1, 2]})}
)


def test_what_is_kept_is_read(tmp_path):
    """A calibration comes back by unit and kind of device."""
    path = tmp_path / calibration.NAME
    calibration.keep(path, "a4", FOUND)
    assert calibration.read(path) == {"a4": {"cpu": FOUND}}


def test_another_device_is_added(tmp_path):
    """A GPU's figures stand beside the processor's."""
    path = tmp_path / calibration.NAME
    calibration.keep(path, "a4", FOUND)
    calibration.keep(path, "a4", Calibration("cuda H100", "", {}))
    assert set(calibration.read(path)["a4"]) == {"cpu", "cuda"}


def test_nothing_is_known_without_a_file(tmp_path):
    """A machine that was never calibrated knows nothing."""
    assert calibration.read(tmp_path / "none.json") == {}


def test_a_damaged_file_is_named(tmp_path):
    """The message says which file to remove."""
    (tmp_path / "c.json").write_text("{")
    with pytest.raises(UsageError, match=r"c\.json.*calibrate again"):
        calibration.read(tmp_path / "c.json")


def test_seconds_are_those_of_all_checks():
    """A submission's timed checks take what they take together."""
    assert FOUND.seconds == 12.5


def test_the_lines_show_numbers():
    """Seconds and single numbers are shown, curves are not."""
    lines = list(terminal.calibrated("a4", FOUND))
    assert lines[1] == "  passed, 12.5 s: it learns (accuracy 0.9)"


def test_grade_says_how_long_it_will_take(right, tmp_path, cli, copied):
    """Where a calibration is there, grading says what the timed checks of the class will take."""
    calibration.keep(copied.parents[1] / calibration.NAME, "tiny", FOUND)
    (tmp_path / "ada.py").write_text(right, "utf-8")
    done = cli("grade", "tiny", tmp_path / "ada.py", "--out", tmp_path / "out", "--units", copied.parent)
    assert "timed checks: about 12 s a submission on cpu" in done.stdout


def test_calibrate_needs_timed_checks(copied, cli):
    """A unit without timed checks is refused, with the reason."""
    done = cli("calibrate", "tiny", "--units", copied.parent)
    assert done.returncode == 2
    assert "timed checks" in done.stderr
