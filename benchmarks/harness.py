"""Measures that bear a busy machine: interleaved rounds, medians of at least five, ratios inside one round.

A claim of ours is a ratio between contestants that ran side by side in the same run. Absolute figures are printed
too, to be read with the machine in mind.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

LEAST_ROUNDS = 5
RESULTS = Path(__file__).resolve().parent / "results"
PACKAGES = ("django", "wagtail", "granian", "icalendar", "whitenoise")

Measure = Callable[[], float]
"""Runs one contestant once and returns its figure for that round (microseconds, calls a second ...)."""


@dataclass(frozen=True)
class Figure:
    """One line of a report.

    ``goal`` in words; ``reached``: ``None`` where there is no goal. ``samples``: one a round.
    """

    name: str
    value: float
    unit: str
    goal: str = ""
    reached: bool | None = None
    samples: Sequence[float] = field(default_factory=list)

    def line(self) -> str:
        """Return the figure as it is printed, with its spread over the rounds."""
        spread = f"  ({_short(min(self.samples))}–{_short(max(self.samples))})" if self.samples else ""
        mark = {None: "", True: "  reached", False: "  NOT REACHED"}[self.reached]
        goal = f"  goal {self.goal}{mark}" if self.goal else ""
        return f"  {self.name:<58} {_short(self.value):>9} {self.unit}{spread}{goal}"


def _short(value: float) -> str:
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def interleave(contestants: Mapping[str, Measure], *, rounds: int = LEAST_ROUNDS) -> dict[str, list[float]]:
    """Run all contestants once a round, each round beginning with another one, and return their figures by name.

    Errors: ValueError for fewer than five rounds or no contestant.
    """
    if rounds < LEAST_ROUNDS:
        raise ValueError(f"At least {LEAST_ROUNDS} rounds: a median of fewer says nothing.")
    if not contestants:
        raise ValueError("Nothing to measure.")
    names = list(contestants)
    samples: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in (*names[turn:], *names[:turn]):
            samples[name].append(contestants[name]())
    return samples


def median(name: str, samples: Sequence[float], unit: str) -> Figure:
    """Return the median of a contestant's rounds."""
    return Figure(name, statistics.median(samples), unit, samples=list(samples))


def ratio(
    name: str,
    one: Sequence[float],
    other: Sequence[float],
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Return the median over the rounds of ``one / other``, with the goal it was set and whether that is reached."""
    samples = [first / second for first, second in zip(one, other, strict=True)]
    value = statistics.median(samples)
    if at_most is not None:
        return Figure(name, value, "×", f"≤ {at_most:g} ×", value <= at_most, samples)
    if at_least is not None:
        return Figure(name, value, "×", f"≥ {at_least:g} ×", value >= at_least, samples)
    return Figure(name, value, "×", samples=samples)


def timed(work: Callable[[], Any], *, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds that a call takes; ``clock``: ``time.process_time`` for CPU alone."""
    start = clock()
    work()
    return clock() - start


def surroundings() -> dict[str, Any]:
    """Return what the figures depend on besides the code; no path and no name of the machine."""
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 2),
        "packages": {package: version(package) for package in PACKAGES},
    }


def report(benchmark: str, figures: Sequence[Figure], *, folder: Path = RESULTS) -> Path:
    """Print a line for each figure, write all of them as JSON, and return the file."""
    print(benchmark)
    for figure in figures:
        print(figure.line())
    sys.stdout.flush()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{benchmark}.json"
    content = {"benchmark": benchmark, **surroundings(), "figures": [asdict(figure) for figure in figures]}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path
