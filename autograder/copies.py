"""Which sources of a class are near-copies: of one another, and of the reference. Nothing of them is executed.

Sources are compared by fingerprints (winnowing: Schleimer, Wilkerson and Aiken, SIGMOD 2003), which copydetect makes of them
without names, comments and spaces. What the kit gives counts for nobody. This happens in a process of its own: with hashes that
are the same every time, and so that a source which takes a tokenizer for ever costs two seconds and not the report.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import signal
import subprocess
import sys
from array import array
from collections.abc import Iterator, Mapping

import msgspec

from autograder.errors import GraderError

ALIKE = 0.8
"""Share of a source's fingerprints that must be in another one."""

FEWEST = 20
"""Fingerprints that a source must have to be compared at all: some ten lines."""

_NOISE, _WINDOW = 25, 16
_SECONDS = 2.0
_STRONGEST = 5
"""Links that a source has to earlier ones: where a whole class is alike, all pairs would be millions."""


class Pair(msgspec.Struct, frozen=True):
    """Two submissions, and which share of the fingerprints of each is in the other."""

    first: str
    second: str
    first_share: float
    second_share: float


class Group(msgspec.Struct, frozen=True):
    """Submissions that are linked by likeness; `same` is how many have one and the same code, `pairs` the strongest links."""

    members: list[str]
    same: int
    pairs: list[Pair]


class Alike(msgspec.Struct, frozen=True):
    """What was found to be alike.

    Parameters
    ----------
    groups : list of Group
        The largest first.
    reference : list of tuple of str and float
        Submissions that are like the reference, and which share of their fingerprints is its.
    compared : int
    skipped : list of str
        Those whose source could not be read, is too short, or could not be taken apart in time.
    reason : str
        Why nothing was compared; empty where it was.
    """

    groups: list[Group] = []
    reference: list[tuple[str, float]] = []
    compared: int = 0
    skipped: list[str] = []
    reason: str = ""


class Sources(msgspec.Struct, frozen=True):
    """Sources to compare, by name; `reference` and `given` (what the kit has of it) may be empty."""

    submissions: dict[str, str]
    reference: str = ""
    given: str = ""


def find(sources: Sources) -> Alike:
    """Return which of some sources are near-copies.

    Raises
    ------
    GraderError
        If copydetect is not installed, or the process that compares them fails; the message says how.
    """
    if importlib.util.find_spec("copydetect") is None:
        raise GraderError('that needs copydetect: pip install "cnn-coursework[report]"')
    done = subprocess.run(
        [sys.executable, "-P", "-m", "autograder.copies"], input=msgspec.json.encode(sources), capture_output=True, check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GraderError(f"{said[-1] if said else f'exit status {done.returncode}'}")
    return msgspec.json.decode(done.stdout, type=Alike)


def compare(sources: Sources) -> Alike:
    r"""Return which of some sources are near-copies, in this process.

    Examples
    --------
    >>> text = "".join(f"def f{n}(x):\n    return x * {n} + {n * n} - x // {n + 1}\n" for n in range(40))
    >>> found = compare(Sources({"ada": text, "bob": text.replace("x", "values"), "eve": "print(1)"}))
    >>> found.groups[0].members, found.groups[0].same, found.skipped
    (['ada', 'bob'], 2, ['eve'])
    """
    importlib.import_module("copydetect.utils")  # takes seconds, which must not be those of the first source
    given = _fingerprints(sources.given)[1] if sources.given else frozenset()
    texts: dict[str, list[str]] = {}
    prints: dict[str, frozenset[int]] = {}
    skipped = []
    for name, source in sources.submissions.items():
        try:
            with _within(_SECONDS):
                text, found = _fingerprints(source)
        except TimeoutError:
            skipped.append(name)
            continue
        if len(found - given) < FEWEST:
            skipped.append(name)
        else:
            texts.setdefault(text, []).append(name)
            prints[texts[text][0]] = found - given
    pairs = list(_pairs(prints))
    groups = _groups(list(texts.values()), pairs)
    reference = _fingerprints(sources.reference)[1] - given if sources.reference else frozenset()
    shares = [(names, len(prints[names[0]] & reference) / len(prints[names[0]])) for names in texts.values()]
    like = [(name, round(share, 4)) for names, share in shares if share >= ALIKE for name in names]
    like.sort(key=lambda item: (-item[1], item[0]))
    return Alike(groups, like, sum(map(len, texts.values())), skipped)


def _fingerprints(source: str) -> tuple[str, frozenset[int]]:
    """Return a source without names, comments and spaces, and its fingerprints."""
    from copydetect.utils import filter_code, hashed_kgrams, winnow

    text, _offsets = filter_code(source, "source.py")
    text = "".join(text.split())
    hashes = hashed_kgrams(text, _NOISE)
    return text, frozenset(winnow(hashes, _WINDOW)[0].tolist()) if len(hashes) >= _WINDOW else frozenset()


def _pairs(prints: Mapping[str, frozenset[int]]) -> Iterator[Pair]:
    """Yield for each source its strongest likenesses to those before it; who shares no fingerprint is never looked at."""
    import numpy as np

    names = list(prints)
    sizes = np.array([len(found) for found in prints.values()])
    holders: dict[int, array[int]] = {}
    for number, found in enumerate(prints.values()):
        shared = [holders.setdefault(one, array("I")) for one in found]
        counts = np.bincount(np.concatenate([np.frombuffer(others, np.uint32) for others in shared]), minlength=number)
        near = np.flatnonzero(np.maximum(counts / sizes[:number], counts / len(found)) >= ALIKE)
        for other in near[np.argsort(-counts[near], kind="stable")[:_STRONGEST]].tolist():
            share = counts[other] / sizes[other], counts[other] / len(found)
            yield Pair(names[other], names[number], round(float(share[0]), 4), round(float(share[1]), 4))
        for others in shared:
            others.append(number)


def _groups(same: list[list[str]], pairs: list[Pair]) -> list[Group]:
    leader = {name: names[0] for names in same for name in names}

    def head(name: str) -> str:
        while leader[name] != name:
            leader[name] = name = leader[leader[name]]
        return name

    for pair in pairs:
        leader[head(pair.first)] = head(pair.second)
    members: dict[str, list[str]] = {}
    for name in leader:
        members.setdefault(head(name), []).append(name)
    links: dict[str, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda pair: -pair.first_share - pair.second_share):
        links.setdefault(head(pair.first), []).append(pair)
    most: dict[str, int] = {}
    for names in same:
        most[head(names[0])] = max(most.get(head(names[0]), 0), len(names))
    groups = [Group(sorted(names), most[one] if most[one] > 1 else 0, links.get(one, [])[:20])
              for one, names in members.items() if len(names) > 1]  # fmt: skip
    return sorted(groups, key=lambda group: (-len(group.members), group.members[0]))


@contextlib.contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError where the block takes longer; regular expressions look for signals while they match."""

    def late(*_arguments: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(compare(msgspec.json.decode(sys.stdin.buffer.read(), type=Sources))))
