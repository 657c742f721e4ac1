"""Prints per row of the goals how much longer ours takes than the floor: `python -m bench [rows] [--sizes S/100,S]`.

Ratios count, not milliseconds: floor and ours run in turn in the same process on the same data. The default run
takes the rows that need no minutes of data, at S/100 and S/10; `--sizes S/100,S` gives the full scale.
"""

import argparse
import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from bench.seed import SIZES
from bench.services import services

ROOT = Path(__file__).resolve().parent.parent
ROWS = {
    1: "relations_list", 2: "api_list", 3: "search_name", 4: "find_number", 5: "create_relation", 6: "importing", 7: "recognise", 8: "match", 9: "intake", 10: "summary",
    15: "upload", 18: "walls", 20: "memory", 21: "start", 22: "deliver", 23: "sweep", 26: "as_of",
}  # fmt: skip
# These rows say «flat»: they run at every size, and the largest may take at most 1.25 times the smallest.
FLAT = {1, 4, 5, 8}
FLAT_MOST = 1.25


def arguments():
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("rows", nargs="*", type=int, help=f"numbers of rows; without any all: {', '.join(map(str, ROWS))}")
    parser.add_argument("--sizes", default="S/100,S/10", help="S/100, S/10, S")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Start the services, measure each size in a process of its own, print the table."""
    asked = arguments()
    if asked.inside:
        return inside(asked)
    sizes = asked.sizes.split(",")
    found: dict[str, list[dict]] = {}
    for position, size in enumerate(sizes):
        rows = [n for n in (asked.rows or ROWS) if position == 0 or n in FLAT]
        with services():
            call = [sys.executable, "-m", "bench", "--inside", size, "--rounds", str(asked.rounds), *map(str, rows)]
            for command in ("migrate", "collectstatic"):
                subprocess.run([sys.executable, "manage.py", command, "-v0", "--no-input"], cwd=ROOT, check=True)
            out = subprocess.run(call, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
            found[size] = json.loads(out.splitlines()[-1])
    report(found, sizes)


def inside(asked) -> None:
    """Fill one size and measure its rows; the last line printed is JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from bench.seed import analyse, fill

    fill(SIZES[asked.inside])
    analyse()
    lines = []
    for number in asked.rows:
        lines += import_module(f"bench.rows.{ROWS[number]}").run(rounds=asked.rounds)
    print(json.dumps(lines))


def report(found: dict[str, list[dict]], sizes: list[str]) -> None:
    """One line per row and size, then the flatness."""
    print(f"{'row':>3} {'size':6} {'what':52} {'floor':>10} {'ours':>10} {'ratio':>7}  goal")
    for size in sizes:
        for line in found[size]:
            holds = "holds" if line["holds"] else "MISSED"
            floor, ours = (f"{line[k]:,}" if isinstance(line[k], (int, float)) else line[k] for k in ("floor", "ours"))
            print(f"{line['row']:>3} {size:6} {line['name'][:52]:52} {floor:>10} {ours:>10} {line['ratio']:>7}  {line['goal']}: {holds}")
    if len(sizes) > 1:
        first, last = ({line["name"]: line for line in found[size]} for size in (sizes[0], sizes[-1]))
        for name, line in last.items():
            if line["row"] in FLAT and name in first:
                flat = round(line["ours"] / first[name]["ours"], 2)
                print(f"flat {line['row']:>3} {name[:52]:52} {sizes[-1]} / {sizes[0]} = {flat} (≤ {FLAT_MOST}): {'holds' if flat <= FLAT_MOST else 'MISSED'}")


if __name__ == "__main__":
    main()
