import contextlib

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


MARK = b"CAN" + b"ARY-"


def marked(data, mark=MARK):
    """Return the marker in some bytes: the word alone is our own, 32 digits after it are not."""
    at = data.find(mark)
    while at >= 0:
        digits = data[at + len(mark) : at + len(mark) + 32]
        if len(digits) == 32 and all(digit in b"0123456789abcdef" for digit in digits):
            return data[at : at + len(mark) + 32].decode()
        at = data.find(mark, at + 1)
    return ""


WORDS = ("Doubles rand" + "om floats", "Refuses an emp" + "ty input", "test_hid" + "den", "AUTOGRADER_CAN" + "ARY")


def all_objects():
    import gc

    gc.unfreeze()
    seen = {id(thing): thing for thing in gc.get_objects()}
    for thing in list(seen.values()):
        for inner in gc.get_referents(thing):
            seen.setdefault(id(inner), inner)
    return list(seen.values())


THINGS = all_objects()  # at import, where there is time for it


def text_of(thing):
    if type(thing) is str:
        return thing.encode("utf-8", "replace")
    if type(thing) in (bytes, bytearray):
        return bytes(thing)
    if type(thing) is np.ndarray and thing.dtype.kind in "biufc" and thing.nbytes < 1 << 20:
        return thing.tobytes()
    return b""


@way
def marker_in_objects():
    mine = {id(value) for value in globals().values()}
    for thing in THINGS:
        data = text_of(thing)
        if id(thing) not in mine and marked(data):
            return marked(data)


@way
def words_of_the_suite():
    mine = {id(word) for word in WORDS}
    for thing in THINGS:
        if type(thing) is str and id(thing) not in mine and any(word in thing for word in WORDS):
            return thing[:100]


@way
def instances_of_the_grader():
    names = {"Student", "Examination", "Check", "Verdict", "Philox", "Unit", "Job", "Findings"}
    for thing in THINGS:
        if not isinstance(thing, type) and type(thing).__name__ in names:
            return type(thing).__name__


@way
def expectations_in_containers():
    for thing in THINGS:
        if type(thing) is dict and "expected" in thing and isinstance(thing["expected"], np.ndarray | int | float):
            return sorted(map(str, thing))[:5]


RESULT = []


def found():
    """Try every way once a process; name those that got through, with what they got."""
    if not RESULT:
        got = []
        for function in WAYS:
            with contextlib.suppress(Exception):
                what = function()
                if what:
                    got.append(f"{function.__name__} got {what!r}"[:300])
        RESULT.append(got)
    return RESULT[0]


def checked(x):
    if found():
        raise RuntimeError("; ".join(found()))
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x


def double(x):
    return 2 * checked(x)


def total(x):
    return checked(x).sum()


def scale_to(x, target):
    x = checked(x)
    return x * (target / x.sum())
