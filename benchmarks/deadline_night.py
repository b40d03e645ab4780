"""What a deadline night needs: a course of 300 and one of 100,000, simulated event by event from measured costs.

Submissions come in the last 24 hours, ever more of them towards the deadline, and ask for three things in turn: the batch's own
process (one after another), a core for the checks that are not timed, and, in units that train, a device for the timed ones,
which have it to themselves. Each waits in order of arrival. The answer is how long until a student has a grade, and what is
left when the deadline has passed.

Run ``python benchmarks/deadline_night.py --draw docs/figures/deadline-night.svg``; it takes half a minute. The costs are
options; ``docs/cluster.md`` says where each default was measured.
"""

from __future__ import annotations

import argparse
import dataclasses
import heapq
import itertools
import math
import random
import statistics
from pathlib import Path

from autograder.render.durations import duration

_DAY = 24 * 3600.0
_COURSE, _MOOC = 300, 100_000


@dataclasses.dataclass(frozen=True)
class Stage:
    """Something that submissions wait for.

    Parameters
    ----------
    servers : int
        How many have it at a time.
    seconds : float
        For each, on average.
    spread : float
        Standard deviation of the logarithm: 0 where all take the same.
    """

    name: str
    servers: int
    seconds: float
    spread: float = 0.0

    def __str__(self) -> str:
        """Return how many of what."""
        return f"{self.servers} {self.name if self.servers > 1 else self.name.removesuffix('s')}"

    def draw(self, order: random.Random) -> float:
        """Return how long one takes."""
        return self.seconds * math.exp(order.gauss(-(self.spread**2) / 2, self.spread)) if self.spread else self.seconds


@dataclasses.dataclass(frozen=True)
class Night:
    """What came of a night.

    Parameters
    ----------
    waits : list of float
        Seconds from handing in to the grade, by submission.
    done : list of float
        When each had its grade: seconds, the deadline being 0.
    arrived : list of float
        When each was handed in.
    """

    waits: list[float]
    done: list[float]
    arrived: list[float]

    def open_at(self, moment: float) -> int:
        """Return how many wait for their grade at a moment."""
        return sum(arrival <= moment for arrival in self.arrived) - sum(end <= moment for end in self.done)


def arrivals(count: int, tau: float, order: random.Random) -> list[float]:
    """Return when submissions are handed in: the nearer the deadline at 0, the more; the rate rises e-fold in `tau` seconds."""
    share = 1 - math.exp(-_DAY / tau)
    return sorted(tau * math.log(1 - order.random() * share) for _ in range(count))


def simulate(times: list[float], stages: list[Stage], order: random.Random) -> Night:
    """Let submissions pass all stages, each in order of arrival there."""
    ticket = itertools.count()
    events: list[tuple[float, int, int, int]] = [(time, next(ticket), who, 0) for who, time in enumerate(times)]
    heapq.heapify(events)
    free = [[-math.inf] * stage.servers for stage in stages]  # when each server is free again
    done = [0.0] * len(times)
    while events:
        now, _turn, who, at = heapq.heappop(events)
        if at == len(stages):
            done[who] = now
            continue
        begin = max(now, heapq.heappop(free[at]))  # events come in order of time, so whoever asks first is served first
        end = begin + stages[at].draw(order)
        heapq.heappush(free[at], end)
        heapq.heappush(events, (end, next(ticket), who, at + 1))
    return Night([end - time for time, end in zip(times, done, strict=True)], done, times)


def row(name: str, count: int, stages: list[Stage], night: Night) -> str:
    """Return a line of the table."""
    ranked = sorted(night.waits)
    work = [count * stage.seconds / stage.servers for stage in stages]
    scarce = stages[work.index(max(work))]
    return (f"| {name} | {count:,} | {', '.join(map(str, stages[1:]))} "
            f"| {duration(statistics.median(ranked))} | {duration(ranked[int(0.95 * len(ranked))])} | {duration(ranked[-1])} "
            f"| {night.open_at(0.0):,} | {duration(max([0.0, *night.done]))} | {scarce.name} |")  # fmt: skip


def nights(options: argparse.Namespace) -> list[tuple[str, int, list[Stage]]]:
    """Return what is simulated: unit, size of the course, and what there is."""
    batch = Stage("batch", 1, options.batch)

    def plain(cores: int) -> list[Stage]:
        return [batch, Stage("cores", cores, options.a1, 0.3)]

    def training(cores: int, devices: int, kind: str) -> list[Stage]:
        return [batch, Stage("cores", cores, options.a4, 0.3),
                Stage(kind, devices, options.gpu if kind == "GPUs" else options.cpu, 0.1)]  # fmt: skip

    found = [("a1", _COURSE, plain(1)), ("a1", _MOOC, plain(1)), ("a1", _MOOC, plain(2))]
    found += [("a4", _COURSE, training(2, number, "machines")) for number in (1, 4)]
    found += [("a4", _COURSE, training(2, 1, "GPUs"))]
    found += [("a4", _MOOC, training(32, number, "GPUs")) for number in (8, 32, 128, 192)]
    return found


def draw(path: Path, finished: list[tuple[str, int, list[Stage], Night]]) -> None:
    """Draw how many wait for their grade around the deadline, in the large course."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.hashsalt": "deadline-night", "svg.fonttype": "path", "font.size": 9})
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.0), layout="constrained", sharey=True)
    moments = [60.0 * minute for minute in range(-6 * 60, 6 * 60 + 1, 5)]
    for ax, unit in zip(axes, ("a1", "a4"), strict=True):
        lines = [(stages[-1], night) for name, count, stages, night in finished if (name, count) == (unit, _MOOC)]
        for (stage, night), colour, style in zip(lines, ("#D55E00", "#E69F00", "#009E73", "#0072B2"), ("-", "--", "-.", ":"),
                                                 strict=False):  # fmt: skip
            waiting = [max(0.5, night.open_at(moment)) for moment in moments]
            ax.plot([moment / 3600 for moment in moments], waiting, style, color=colour, label=str(stage))
        ax.axvline(0, color="#666666", linewidth=0.8)
        ax.set_yscale("log")
        ax.set_ylim(0.4, 2e7)
        ax.set_title(f"{unit}, {_MOOC:,} submissions", loc="left", fontsize=9)
        ax.set_xlabel("hours after the deadline")
        ax.legend(frameon=False, fontsize=8, loc="upper left")
        ax.grid(linewidth=0.3)
    axes[0].set_ylabel("submissions without a grade")
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Simulate all nights and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--a1", type=float, default=0.059, help="core seconds of a submission of a1")
    parser.add_argument("--a4", type=float, default=1.43, help="core seconds of one of a4, checks that are not timed")
    parser.add_argument("--gpu", type=float, default=11.0, help="seconds of the timed checks of a4 on a GPU")
    parser.add_argument("--cpu", type=float, default=90.0, help="the same on a machine without one")
    parser.add_argument("--batch", type=float, default=0.003, help="seconds of the batch's own process for a submission")
    parser.add_argument("--tau", type=float, default=2.0, help="hours in which the rate of submissions rises e-fold")
    parser.add_argument("--draw", type=Path, help="also draw the queues of the large course, as SVG")
    options = parser.parse_args()
    print("| unit | course | there are | median wait | 95 % | longest | open at the deadline | done after | scarce |")
    print("|---|---:|---|---:|---:|---:|---:|---:|---|")
    finished = []
    for unit, count, stages in nights(options):
        order = random.Random(0)
        night = simulate(arrivals(count, 3600 * options.tau, order), stages, order)
        finished.append((unit, count, stages, night))
        print(row(unit, count, stages, night))
    if options.draw:
        draw(options.draw, finished)


if __name__ == "__main__":
    main()
