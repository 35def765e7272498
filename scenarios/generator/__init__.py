"""Makes schools: families with tastes for a school that is given, and whole schools for the benchmarks.

Everything is a function of `VERSION` and what is asked for; nothing depends on the clock, the machine or the order of
a set. ``python -m scenarios.generator`` writes the tables and instances that are kept as files (scenarios/README.md).
"""

from .families import VERSION, Habits, families
from .files import read_without_students, table_text, write_school
from .school import School, Tightness, school
from .staffing import homework_need, shortage

__all__ = [
    "VERSION",
    "Habits",
    "School",
    "Tightness",
    "families",
    "homework_need",
    "read_without_students",
    "school",
    "shortage",
    "table_text",
    "write_school",
]
