"""What locking a worker down costs in processor time, beside a plain fork of the same warm zygote.

Both kinds of child are forked in turn, do nothing else, and are reaped; the time is the parent's and the child's together. The
median difference is the price of namespaces, limits, dropped rights, Landlock and seccomp.

Run ``python benchmarks/lockdown_cost.py --runtime numpy`` (or torch), as root and as an ordinary user.
"""

from __future__ import annotations

import argparse
import gc
import os
import statistics
import subprocess
import sys
import time

from autograder.sandbox import Runtime
from autograder.sandbox.lockdown import Rules, detach, limit, mapped_bytes, readable, seal
from autograder.sandbox.namespaces import Home, drop_rights, enter, fork_alone, leave_files
from autograder.sandbox.process import _ENVIRONMENT, _folders
from autograder.sandbox.zygote import _BENEATH, PACKAGES, warm


def plain() -> int:
    """Fork a child that ends at once."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    return child


def locked(home: Home | None, rules: Rules, memory: int) -> int:
    """Fork a child that gives everything up, as a worker does, and ends."""
    child = os.fork() if home is None else fork_alone(home)
    if child == 0:
        detach(keep=[] if rules.files is None else [rules.files])
        limit(memory, 60)
        drop_rights(home)
        seal(rules)
        os._exit(0)
    return child


def spent(fork: object, *arguments: object) -> float:
    """Return milliseconds of processor time for one child, from its fork to its end."""
    before = time.process_time()
    child = fork(*arguments)  # type: ignore[operator]
    _pid, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"a child failed with status {status}")
    return 1000 * (time.process_time() - before + usage.ru_utime + usage.ru_stime)


def measure(runtime: str, runs: int) -> None:
    """Become a zygote and fork both kinds of children in turn."""
    home = enter()
    folders = _folders()
    warm(Runtime(runtime), folders)
    memory = mapped_bytes() + (1 << 30)
    packages = (*PACKAGES[runtime], *_BENEATH[runtime])
    if home is not None:
        leave_files(readable(packages, folders))
    rules = Rules.for_packages(packages, folders)
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {"plain fork": [], "locked down": []}
    for run in range(runs + 5):
        for name, arguments in (("plain fork", (plain,)), ("locked down", (locked, home, rules, memory))):
            cost = spent(*arguments)
            if run >= 5:
                times[name].append(cost)
    who = "root" if os.geteuid() == 0 else "an ordinary user"
    print(f"{runtime}, as {who}, {'with' if home else 'without'} namespaces, {runs} runs: milliseconds of processor time")
    for name, values in times.items():
        low, middle, high = statistics.quantiles(values, n=4)
        print(f"  {name:<14}{middle:8.2f}   quartiles {low:.2f} to {high:.2f}")
    difference = statistics.median(a - b for a, b in zip(times["locked down"], times["plain fork"], strict=True))
    print(f"  price         {difference:8.2f}")


def main() -> None:
    """Start a fresh process for each runtime: one that has imported what a zygote has, and no more."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runtime", choices=sorted(PACKAGES), action="append")
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    for runtime in options.runtime or sorted(PACKAGES):
        if options.here:
            measure(runtime, options.runs)
        else:
            command = [sys.executable, __file__, "--here", "--runtime", runtime, "--runs", str(options.runs)]
            subprocess.run(command, env={**os.environ, **_ENVIRONMENT}, check=True)


if __name__ == "__main__":
    main()
