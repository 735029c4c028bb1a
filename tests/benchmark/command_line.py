# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line of the benchmark: picks figures, prints a table as it goes, and writes all that was measured."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import platform
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ansible.release

from benchmark.cloud import CHECKOUT, cloud
from benchmark.figures import FIGURES, Value
from benchmark.measure import Broken

for _file in ("inventory_figures", "lab_figures", "task_figures"):
    # They make themselves known as figures.
    importlib.import_module(f"benchmark.{_file}")

WIDTH = 78


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and return the exit code: 0 if all could be measured, whether or not the goals are met."""
    options = parse_arguments(arguments)
    # Or what was started would go on.
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit("ended by a signal"))
    report: dict[str, Any] = {"machine": machine(), "runs": options.runs, "figures": {}, "broken": {}}
    print(f"{report['machine']}\n\n{heading()}", flush=True)
    with cloud() as here:
        for name in options.figures:
            values = report["figures"].setdefault(name, [])
            began = time.monotonic()
            try:
                for value in FIGURES[name](here, options.runs):
                    print(line(value), flush=True)
                    values.append({**dataclasses.asdict(value), "met": value.met})
            except Broken as error:
                report["broken"][name] = str(error)
                print(f"{name} could not be measured: {error}", flush=True)
            print(f"({name}: {time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f})", flush=True)
            options.json.parent.mkdir(parents=True, exist_ok=True)
            options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if report["broken"] else 0


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    described = [f"{name}: {measuring.__doc__}" for name, measuring in FIGURES.items()]
    parser = argparse.ArgumentParser(
        prog="benchmark",
        description="Measures what the collection costs.",
        epilog="Figures: " + "  ".join(described),
    )
    parser.add_argument("--figures", type=_names, default=list(FIGURES), metavar="NAME,NAME", help="default: all")
    parser.add_argument("--runs", type=int, default=3, help="how often each pair is run (default: %(default)s)")
    parser.add_argument("--json", type=Path, default=CHECKOUT / ".cache" / "bench.json", help="where all is written to")
    return parser.parse_args(arguments)


def _names(text: str) -> list[str]:
    names = [name for name in text.split(",") if name] or list(FIGURES)
    unknown = sorted(set(names) - set(FIGURES))
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no figure {unknown[0]}; there are {', '.join(FIGURES)}")
    return names


def heading() -> str:
    """Return the head of the table."""
    return f"{'figure':{WIDTH}} {'value':>8} {'processor':>9} {'goal':>7}  met\n{'-' * (WIDTH + 32)}"


def line(value: Value) -> str:
    """Return a line of the table."""
    cpu = "" if value.cpu is None else f"{value.cpu:.2f}"
    shown = f"{value.value:.0f}" if value.unit else f"{value.value:.2f}"
    goal = "" if value.goal is None else f"{value.goal:g}"
    met = {True: "yes", False: "no", None: ""}[value.met]
    return f"{value.what:{WIDTH}} {shown:>8} {cpu:>9} {goal:>7}  {met}".rstrip()


def machine() -> dict[str, Any]:
    """Return what the figures depend on beside the collection."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        "ansible-core": ansible.release.__version__,
    }


def _processor() -> str:
    """Return what the processor calls itself; platforms tell it in different places."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [text.partition(":")[2].strip() for text in lines if text.startswith("model name")]
    return names[0] if names else platform.processor()
