"""The student proxy: what a suite sees of a submission, with workers that are fakes."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.errors import GraderError, StudentKilled, StudentRaised, StudentTimeout
from autograder.model import Forbidden, Limits, Task, Unit
from autograder.sandbox import Ending
from autograder.student import Student
from autograder.wire import Closed, Failure, Handle, Loaded, Outline, Progress, Result, WireError

TASKS = {"f": Task(50.0, module="m"), "g": Task(50.0, module="m")}
UNIT = Unit("T", "numpy", ["m"], TASKS, forbidden=Forbidden(["numpy.convolve"]), limits=Limits(1.0, 1.0, 5.0))
FUNCTIONS = {"f": lambda x: x, "g": lambda *args: sum(args)}


@pytest.fixture
def student(fake):
    """Return a student and its sandbox."""

    def make(*script, missing=(), unit=UNIT):
        sandbox = fake(FUNCTIONS, script, missing)
        return Student(sandbox, unit, {"m.py": ""}), sandbox

    return make


FAILURE = Failure("ValueError", ["ValueError"], "x", "", "", False)


def result(value=None, caught=(), printed=0):
    """A reply with one value."""
    return lambda request: Result(request.id, [value], [], None, list(caught), printed)


def test_a_task_is_called_like_a_function(student):
    """A task is an attribute that takes arguments and returns the value."""
    assert student()[0].g(1, 2, 3) == 6


def test_arrays_come_back_as_arrays(student):
    """An array crosses with its dtype, shape and order."""
    x = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    back = student()[0].f(x)
    assert back.dtype == x.dtype and back.flags.f_contiguous and np.array_equal(back, x)


def test_a_result_shares_no_memory_with_the_argument(student):
    """What comes back is a copy."""
    x = np.zeros(3)
    assert not np.shares_memory(student()[0].f(x), x)


def test_a_name_that_is_no_task(student):
    """Only tasks of the unit are attributes."""
    with pytest.raises(AttributeError, match="no task 'h'"):
        _ = student()[0].h


def test_the_submission_is_loaded_once(student):
    """Two calls need one worker and one load."""
    proxy, sandbox = student()
    proxy.f(1)
    proxy.f(2)
    assert [type(request).__name__ for request in sandbox.requests] == ["Load", "Call", "Call"]


def test_an_exception_crosses_as_names_and_text(student):
    """What a submission raises arrives as StudentRaised, with the names of its classes."""
    with pytest.raises(StudentRaised) as caught:
        student()[0].g("a", 1)
    assert caught.value.kind == "TypeError" and "Exception" in caught.value.bases


def test_a_missing_function_is_not_asked_for(student):
    """A task that the worker lacks raises without a call."""
    proxy, sandbox = student(missing={"f": "m.py defines no function or class f"})
    with pytest.raises(StudentRaised, match="defines no function"):
        proxy.f(1)
    assert len(sandbox.requests) == 1


def test_a_call_that_takes_too_long(student):
    """A timeout ends the worker."""
    proxy, sandbox = student(None, TimeoutError())
    with pytest.raises(StudentTimeout, match="still running after 1 s"):
        proxy.f(1)
    assert sandbox.channels[0].closed


def test_after_a_timeout_a_fresh_worker(student):
    """The call after a timeout is answered by a new worker that has loaded the files."""
    proxy, sandbox = student(None, TimeoutError())
    with pytest.raises(StudentTimeout):
        proxy.f(1)
    assert proxy.f(2) == 2 and len(sandbox.channels) == 2


def test_two_timeouts_of_a_function_are_enough(student):
    """A function that has run out of time twice is not called again."""
    proxy, sandbox = student(None, TimeoutError(), None, TimeoutError())
    for _ in range(2):
        with pytest.raises(StudentTimeout):
            proxy.f(1)
    before = len(sandbox.requests)
    with pytest.raises(StudentTimeout, match="not called again"):
        proxy.f(1)
    assert len(sandbox.requests) == before


def test_another_function_is_called_all_the_same(student):
    """Timeouts are counted by function."""
    proxy, _sandbox = student(None, TimeoutError(), None, TimeoutError())
    for _ in range(2):
        with pytest.raises(StudentTimeout):
            proxy.f(1)
    assert proxy.g(1, 2) == 3


@pytest.mark.parametrize("reply", [
    lambda request: Loaded(request.id, {}, [], 0),
    lambda request: Progress(request.id, "m.py", 1),
    lambda request: Result(request.id, [], [], None, [], 0),
    lambda request: Result(request.id, [1, 2], [], None, [], 0),
    lambda request: Result(request.id, [1], [1], None, [], 0),
    lambda request: Result(request.id, [None], [], None, [], 0, {0: FAILURE}),
])  # fmt: skip
def test_a_reply_out_of_turn(student, reply):
    """A reply of another kind, or with other than the values asked for, ends the worker."""
    proxy, sandbox = student(None, reply)
    with pytest.raises(StudentKilled):
        proxy.f(1)
    assert sandbox.channels[0].closed


def test_a_load_answered_by_a_result(student):
    """A worker that answers a load with something else is ended."""
    with pytest.raises(StudentKilled, match="something else"):
        student(result())[0].f(1)


def test_a_broken_frame(student):
    """Nonsense on the wire ends the worker and says why."""
    with pytest.raises(StudentKilled, match="a frame cannot be read"):
        student(None, WireError("a frame cannot be read"))[0].f(1)


def test_a_closed_connection_says_how_the_worker_ended(student):
    """Where the worker has gone, the message is how."""
    with pytest.raises(StudentKilled, match="exited with status 0"):
        student(None, Closed("the peer has closed the connection"))[0].f(1)


def test_processor_time_of_ended_workers_adds_up(student):
    """Each worker that ends adds its processor time."""
    proxy, _sandbox = student(None, TimeoutError())
    with pytest.raises(StudentTimeout):
        proxy.f(1)
    proxy.f(2)
    proxy.close()
    assert proxy.cpu_seconds == 1.0


def test_a_file_that_ends_its_worker_three_times(student):
    """A submission that cannot be loaded is tried no more than three times, then never again."""
    died = [Closed("the peer has closed the connection")]
    proxy, sandbox = student(*died * 9)
    for _ in range(3):
        with pytest.raises(StudentKilled):
            proxy.f(1)
    assert len(sandbox.requests) <= 3


def test_no_worker_to_be_had(student):
    """A sandbox that fails is the grader's fault, not the submission's."""
    proxy, sandbox = student()
    sandbox.open = lambda _rests: (_ for _ in ()).throw(GraderError("no zygote"))
    with pytest.raises(GraderError):
        proxy.f(1)


def test_the_time_of_the_submission_is_used_up(student):
    """Once the time for all calls is over, a call times out without being made."""
    proxy, sandbox = student()
    proxy.f(1)
    proxy._spent = 5.0
    with pytest.raises(StudentTimeout, match="5 s are used up"):
        proxy.f(1)
    assert len(sandbox.requests) == 2


def test_a_call_may_be_held_to_its_processor_time(student):
    """What takes more of it than it may is late, however soon it came back; elsewhere nothing is asked."""
    proxy, _sandbox = student()
    with proxy.within(5.0, cpu_seconds=0.1), pytest.raises(StudentTimeout, match=r"took 0\.1 s of processor time"):
        proxy.f(1)
    with proxy.within(5.0, cpu_seconds=0.2):
        assert proxy.f(1) == 1
    assert proxy.f(1) == 1


def test_traces_hold_calls_and_results(student):
    """A check's calls are kept with arguments and results, until the next check begins."""
    proxy, _sandbox = student()
    proxy.g(1, 2)
    assert [(trace.name, trace.args, trace.result) for trace in proxy.traces] == [("g", (1, 2), 3)]
    proxy.begin()
    assert not proxy.traces


def test_a_trace_holds_what_was_raised(student):
    """A failing call leaves its error in the trace."""
    proxy, _sandbox = student()
    with pytest.raises(StudentRaised):
        proxy.g("a", 1)
    assert isinstance(proxy.traces[0].error, StudentRaised)


def test_arguments_after(student):
    """Arguments can be seen as the worker holds them after the call."""
    assert student()[0].arguments_after("g", 1, 2) == [1, 2]


def test_each_makes_all_calls_in_one_exchange(student):
    """Many cases cost one exchange, and come back in order."""
    proxy, sandbox = student()
    assert list(proxy.each("g", [(1, 2), (3, 4)])) == [((1, 2), 3), ((3, 4), 7)]
    assert len(sandbox.requests) == 2


def test_each_raises_at_the_failing_case(student):
    """Cases before the one that raises yield their results."""
    proxy, _sandbox = student()
    cases = proxy.each("g", [(1, 2), ("a", 4), (5, 6)])
    assert next(cases) == ((1, 2), 3)
    with pytest.raises(StudentRaised, match="TypeError"):
        next(cases)


def test_attempts_go_on_after_a_failing_case(student):
    """All cases are tried in one exchange; each attempt gives what its call returned, or raises what it raised."""
    proxy, sandbox = student()
    (first, one), (_second, two), (_third, three) = proxy.attempts("g", [(1, 2), ("a", 4), (5, 6)])
    assert (first, one(), three(), len(sandbox.requests)) == ((1, 2), 3, 11, 2)
    with pytest.raises(StudentRaised, match="TypeError"):
        two()


def test_attempts_leave_traces_when_their_turn_comes(student):
    """A check that ends at an attempt has no trace of those after it."""
    proxy, _sandbox = student()
    next(proxy.attempts("g", [(1, 2), (3, 4)]))
    assert [trace.args for trace in proxy.traces] == [(1, 2)]


def test_attempts_that_time_out(student):
    """Where the exchange runs out of time, every attempt says so, and none is made again."""
    proxy, sandbox = student(None, TimeoutError())
    for _case, attempt in proxy.attempts("f", [(1,), (2,)]):
        with pytest.raises(StudentTimeout):
            attempt()
    assert len(sandbox.requests) == 2


@pytest.mark.parametrize("index", [-1, 2])
def test_attempts_with_a_failure_that_is_none_of_them(student, index):
    """A failure of a call that was not asked for ends the worker."""
    proxy, sandbox = student(None, lambda request: Result(request.id, [1, 2], [], None, [], 0, {index: FAILURE}))
    with pytest.raises(StudentKilled):
        next(proxy.attempts("f", [(1,), (2,)]))[1]()
    assert sandbox.channels[0].closed


def test_each_after_makes_all_calls_in_one_exchange(student):
    """The arguments after each of many calls cost one exchange."""
    proxy, sandbox = student()
    assert list(proxy.each_after("g", [(1, 2), (3, 4)])) == [((1, 2), [1, 2]), ((3, 4), [3, 4])]
    assert len(sandbox.requests) == 2


def test_a_caught_forbidden_function_is_a_flag_once(student):
    """Calling what is forbidden and catching the error is flagged, once."""
    proxy, _sandbox = student(None, result(1, ["numpy.convolve"]), result(1, ["numpy.convolve"]))
    proxy.f(1)
    proxy.f(1)
    assert proxy.flags == ["f called numpy.convolve, which is forbidden, and caught the error"]


def test_printing_is_mentioned_once(student):
    """That a submission prints is a problem to be told of, once."""
    proxy, _sandbox = student(None, result(1, printed=5), result(1, printed=9))
    proxy.f(1)
    proxy.f(1)
    assert len(proxy.problems) == 1 and "prints" in proxy.problems[0]


def test_problems_hold_no_control_characters(student):
    """Text from a worker cannot steer a terminal."""
    proxy, _sandbox = student(lambda request: Loaded(request.id, {}, ["a\x1b[2Jb"], 0))
    proxy.f(1)
    assert proxy.problems == ["a\N{REPLACEMENT CHARACTER}[2Jb"]


def test_a_live_object_is_called_in_the_worker(student):
    """What make returns is called by its handle."""
    proxy, sandbox = student(None, result(Handle(7, "m.F")), result(3))
    assert proxy.make("f")(1) == 3
    assert sandbox.requests[-1].target == 7


def test_a_method_of_a_live_object(student):
    """An attribute of a live object is a method in the worker."""
    proxy, sandbox = student(None, result(Handle(7, "m.F")), result(3))
    assert proxy.make("f").grow(1) == 3
    assert (sandbox.requests[-1].target, sandbox.requests[-1].method) == (7, "grow")


def test_a_live_object_as_an_argument(student):
    """A live object is passed as its handle."""
    proxy, sandbox = student(None, result(Handle(7, "m.F")), result(3))
    proxy.f(proxy.make("f"))
    assert sandbox.requests[-1].args[0].items == [Handle(7, "m.F")]


def test_a_live_object_is_lost_with_its_worker(student):
    """After a kill, and after the reload too, an older live object raises StudentKilled."""
    proxy, _sandbox = student(None, result(Handle(7, "m.F")), TimeoutError())
    live = proxy.make("f")
    with pytest.raises(StudentTimeout):
        proxy.f(1)
    with pytest.raises(StudentKilled, match="lost"):
        live(1)
    proxy.f(1)
    with pytest.raises(StudentKilled, match="lost"):
        live(1)


def test_release_is_a_request(student):
    """Releasing a live object tells the worker its key."""
    proxy, sandbox = student(None, result(Handle(7, "m.F")))
    proxy.make("f").release()
    assert sandbox.requests[-1].keys == [7]


def test_an_attribute_with_an_underscore(student):
    """Private attributes of a live object cannot be reached."""
    proxy, _sandbox = student(None, result(Handle(7, "m.F")))
    with pytest.raises(AttributeError):
        _ = proxy.make("f")._secret


def test_make_of_plain_data_is_the_submissions_fault(student):
    """Where a class is asked for and None comes back, the check fails; it is not left ungraded."""
    proxy, _sandbox = student(None, result(None))
    with pytest.raises((StudentRaised, AssertionError)):
        proxy.make("f")


def test_a_lost_object_as_an_argument(student):
    """A live object of an ended worker cannot be passed to the next one."""
    proxy, _sandbox = student(None, result(Handle(7, "m.F")), TimeoutError())
    live = proxy.make("f")
    with pytest.raises(StudentTimeout):
        proxy.f(1)
    with pytest.raises(StudentKilled, match="lost"):
        proxy.f(live)


def test_text_of_a_worker_is_bounded_here(student):
    """Flags and problems are cut on this side of the wall."""
    proxy, _sandbox = student(lambda request: Loaded(request.id, {}, ["x" * 10_000] * 1000, 0),
                              result(1, map(str, range(1000))))  # fmt: skip
    proxy.f(1)
    assert sum(map(len, (*proxy.problems, *proxy.flags))) < 100_000


def test_a_flag_names_only_what_the_unit_forbids(student):
    """What a worker claims beyond that is no flag: it is text of the submission's choice."""
    proxy, _sandbox = student(None, result(1, ["look at me", "numpy.convolve"]))
    proxy.f(1)
    assert proxy.flags == ["f called numpy.convolve, which is forbidden, and caught the error"]


GONE = Closed("the peer has closed the connection")


@pytest.fixture
def killed(student, monkeypatch):
    """Return a student whose workers seem to be killed from outside wherever the script says that they are gone."""

    def make(*script):
        proxy, sandbox = student(*script)
        opened = sandbox.open

        def open_(rests=False):
            channel = opened(rests)
            monkeypatch.setattr(channel, "close", lambda: Ending("killed by SIGKILL", 0.1, from_outside=True))
            return channel

        monkeypatch.setattr(sandbox, "open", open_)
        return proxy, sandbox

    return make


def test_a_call_whose_worker_was_killed_from_outside_is_made_again(killed):
    """A fresh worker loads the submission and answers the same call."""
    proxy, sandbox = killed(None, GONE)
    assert proxy.g(1, 2) == 3
    assert len(sandbox.channels) == 2


def test_a_call_killed_from_outside_twice_is_the_graders_fault(killed):
    """That is pending, not zero."""
    proxy, _sandbox = killed(None, GONE, None, GONE)
    with pytest.raises(GraderError, match="by no doing of its own"):
        proxy.g(1, 2)


def test_a_load_killed_from_outside_is_made_again(killed):
    """Nothing of the file is left out for it."""
    proxy, sandbox = killed(GONE)
    assert proxy.f(5) == 5
    assert sandbox.requests[-2].stop == {}


def test_a_live_object_killed_from_outside_is_the_graders_fault(killed):
    """What was lost with the worker is pending."""
    proxy, _sandbox = killed(None, result(Handle(1, "m.Net")), GONE)
    live = proxy.make("f")
    with pytest.raises(GraderError, match="by no doing of its own"):
        live()
    with pytest.raises(GraderError, match="lost"):
        live()


def test_flags_of_the_sources_are_kept_once(student):
    """What reading found stands in the flags, printable, and not again when another worker loads."""
    proxy, sandbox = student(None, WireError("a frame cannot be read"))
    sandbox.outline = Outline(1, {"f": ["g", "other"]}, ["m.py, line 1: uses\x1b exec"])
    with pytest.raises(StudentKilled):
        proxy.f(1)
    proxy.f(1)
    assert len(proxy.flags) == 1 and proxy.flags[0].isprintable()
    assert proxy.calls == {"f": ["g"], "g": []}
