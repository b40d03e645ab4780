"""What it costs to make a module of a notebook: processor time of one of many cells, warm.

Run ``python benchmarks/notebooks.py --cells 50``.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from pathlib import Path

from autograder import intake, units

UNIT = Path(__file__).resolve().parents[1] / "solutions/a1_convolution"


def book(cells: int) -> bytes:
    """Return a notebook of so many code cells: the reference in pieces, and experiments with magics between them."""
    unit = units.load(UNIT)
    source = units.sources(UNIT, unit)["convolution.py"]
    texts = [source, *(f"%time\nvalues = [{n}, {n} + 1]\n!ls\nprint(convolve1d(values, [1, 1]))" for n in range(cells - 1))]
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": text} for text in texts]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def main() -> None:
    """Read the notebook again and again, and print what one reading costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=50)
    parser.add_argument("--runs", type=int, default=50)
    options = parser.parse_args()
    unit, content = units.load(UNIT), book(options.cells)
    raw = intake.Raw("ada.ipynb", ".ipynb", content, "", [])
    spent = []
    for _ in range(options.runs + 1):
        before = time.process_time()
        intake.read(raw, unit)
        spent.append(1000 * (time.process_time() - before))
    low, middle, high = statistics.quantiles(spent[1:], n=4)
    print(f"{options.cells} cells, {len(content) >> 10} KiB: {middle:.1f} ms (quartiles {low:.1f} to {high:.1f})")


if __name__ == "__main__":
    main()
