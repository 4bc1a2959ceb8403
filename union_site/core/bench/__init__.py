"""Measurements behind `manage.py bench`: one module a subject, each with a function `run(say, rows=…)`.

Only ratios within one run mean anything; the machine does not. What is compared runs in a process of its own each, so
that peaks of memory are clean, and is measured in processor time (its own and its children's), so that other work on the
machine does not disturb; the time on the clock stands beside it in --json.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.conf import settings
from django.db import connection


class Goal(NamedTuple):
    """What a ratio should be: other / ours at least `factor`, or ours / other at most that."""

    sign: str  # ≥ or ≤
    factor: float

    def ratio(self, ours: float, other: float) -> float:
        return other / ours if self.sign == "≥" else ours / other

    def met(self, ours: float, other: float) -> bool:
        ratio = self.ratio(ours, other)
        return ratio >= self.factor if self.sign == "≥" else ratio <= self.factor

    def __str__(self):
        return f"{self.sign} {self.factor:g}"


def at_least(factor: float) -> Goal:
    """The other needs at least so many times as much."""
    return Goal("≥", factor)


def at_most(factor: float) -> Goal:
    """We need at most so many times as much."""
    return Goal("≤", factor)


Say = Callable[..., None]
"""say(job, ours, other, what the other is, goal or None, unit="秒")"""


@dataclass
class Measured:
    """What a piece of work took: processor seconds, seconds on the clock, megabytes at the peak."""

    seconds: float = 0
    clock: float = 0
    peak: float = 0  # of the process itself
    child: float = 0  # of its largest child
    beside: float = 0  # of the process itself until its last child had ended

    @property
    def memory(self) -> float:
        """The peak of process and largest child together; while the child runs, as if both peaks came at once."""
        return max(self.peak, self.beside + self.child)

    def per(self, rows: int) -> float:
        """Processor seconds a thousand rows."""
        return self.seconds * 1000 / rows


@contextmanager
def measured_here() -> Iterator[Measured]:
    """Measure what is done inside; the peak is that of the process since its start."""
    measured = Measured()
    began, clock = _processor_time(), time.perf_counter()
    yield measured
    measured.seconds, measured.clock = _processor_time() - began, time.perf_counter() - clock
    measured.peak = high_water()
    measured.child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _processor_time() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def high_water() -> float:
    """Megabytes; of this program alone, where ru_maxrss may speak of the one that started it."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) / 1024


def in_process(name: str, **arguments) -> Measured:
    """Call `<subject>.<function>` of this package in a fresh process on the same database."""
    command = [sys.executable, "-m", "django", "bench", "--call", name, json.dumps(arguments)]
    database = str(connection.settings_dict["NAME"])
    return _answer([*command, "--database", database], {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)})


_PARSING = """
import io, json, resource, sys, time
import python_calamine
with open(sys.argv[1], "rb") as file:
    content = file.read()
began, clock = time.process_time(), time.perf_counter()
rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
took, clock = time.process_time() - began, time.perf_counter() - clock
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM:")) / 1024
print(json.dumps({"seconds": took, "clock": clock, "peak": peak}))
"""


def parsing(path: str) -> Measured:
    """calamine alone: the first sheet as Python rows, in a process that holds nothing else."""
    return _answer([sys.executable, "-I", "-c", _PARSING, path], None)


def _answer(command: list[str], environment: dict[str, str] | None) -> Measured:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[-2000:])
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def as_json(measured: Measured) -> str:
    return json.dumps(asdict(measured))
