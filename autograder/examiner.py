"""Start an examiner as a process, and talk to it."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder import devices
from autograder.errors import GraderError, UnitError
from autograder.messages import Answer, Broken, Findings, Job, Note, Ready, Start

_START_SECONDS = 300.0


class Examiner:
    """An examiner process and the conversation with it.

    Parameters
    ----------
    folder : Path
        The unit.
    seconds : float
        How long one submission may take before the examiner itself counts as hanging.
    processor : int, optional
        The only processor that it may use.
    device : {"auto", "cpu", "cuda"}, optional
        For timed checks.
    turn : int, optional
        Which of the examiners this is.

    Attributes
    ----------
    ready : Ready or None
        What the process said when it had started.
    """

    def __init__(
        self, folder: Path, seconds: float, processor: int | None = None, device: devices.Wanted = "auto", turn: int = 0
    ) -> None:
        self._folder, self._seconds, self._start = folder, seconds, Start(str(folder.resolve()), processor, device, turn)
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self.ready: Ready | None = None
        self._given_up = False

    def start(self) -> Ready:
        """Start the process and wait until the suite is collected.

        Raises
        ------
        UnitError
            If the unit's own files are wrong.
        GraderError
            If it does not start, with what it said, or was killed for good.
        """
        self.close()
        command = [sys.executable, "-P", "-m", "autograder.examine"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        self._buffer = b""
        if self._given_up:  # asked now, and not before: whoever kills it from now on finds the process
            self._end()
            self.close()
            raise GraderError("the examiner was killed, and is to stay so")
        try:
            answer = self._ask(self._start, _START_SECONDS)
        except BaseException:
            self._end()  # whoever is interrupted does not wait until the suite is collected
            raise
        if not isinstance(answer, Ready):
            self.close()
            if isinstance(answer, Broken) and answer.unit:
                raise UnitError(answer.why)
            raise GraderError(answer.why if isinstance(answer, Broken) else "the examiner answered out of turn")
        self.ready = answer
        return answer

    def judge(self, job: Job, note: Callable[[str], None] = lambda _text: None) -> Findings:
        """Judge one submission; raises `GraderError` where that fails by no fault of the submission."""
        if self._process is None:
            self.start()
        answer = self._ask(job, self._seconds, note)
        if isinstance(answer, Findings):
            return answer
        self.close()
        raise GraderError(answer.why if isinstance(answer, Broken) else "the examiner answered out of turn")

    def close(self) -> None:
        """Let the process end by itself, and with it its zygote and worker; kill it if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        try:
            with contextlib.suppress(OSError):  # what it could not be told before it died
                process.stdin.close()
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        finally:
            process.stdout.close()

    def kill(self) -> None:
        """End the process at once and for good; the thread that waits for it sees it end, and starts no other one."""
        self._given_up = True
        self._end()

    def _end(self) -> None:
        process = self._process  # read once: another thread may be closing
        if process is not None:
            process.kill()

    def _ask(self, message: msgspec.Struct, seconds: float, note: Callable[[str], None] = lambda _text: None) -> Answer:
        """Return the answer; each note on the way gives the examiner its `seconds` anew."""
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(msgspec.json.encode(message) + b"\n")
            self._process.stdin.flush()
            answer: Answer = Note("")
            while isinstance(answer, Note):
                answer = msgspec.json.decode(self._line(time.monotonic() + seconds), type=Answer)
                if isinstance(answer, Note):
                    note(answer.text)
        except (OSError, TimeoutError) as error:
            self._end()
            self.close()
            raise GraderError(f"the examiner ended or hung: {error}") from error
        return answer

    def _line(self, deadline: float) -> bytes:
        assert self._process is not None and self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._buffer:
            if not select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError("no answer in time")
            part = os.read(descriptor, 1 << 16)
            if not part:
                raise OSError("it closed its output")
            self._buffer += part
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line
