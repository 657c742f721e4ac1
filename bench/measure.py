"""Timing two things in turn, so that a machine whose speed drifts is fair to both."""

import statistics
import time
from collections.abc import Callable


def once(work: Callable[[], object], times: int) -> float:
    """Milliseconds of one call: the median of `times` calls."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def alternate(floor: Callable[[], object], ours: Callable[[], object], *, rounds: int, times: int) -> dict:
    """Floor and ours in turn: medians in milliseconds, and the median of the ratios pair by pair."""
    once(floor, 3), once(ours, 3)
    pairs = [(once(floor, times), once(ours, times)) for _ in range(rounds)]
    return {
        "floor": round(statistics.median(pair[0] for pair in pairs), 3),
        "ours": round(statistics.median(pair[1] for pair in pairs), 3),
        "ratio": round(statistics.median(ours / floor for floor, ours in pairs), 2),
        "unit": "ms",
    }


def row(number: int, name: str, measured: dict, *, most: float, **more) -> dict:
    """A line of the report for a goal of «at most so many times the floor»."""
    return {"row": number, "name": name, "goal": f"≤ {most} × floor", "holds": measured["ratio"] <= most} | measured | more
