"""Makes schools: families with tastes for a school that is given, and whole schools for the benchmarks.

Everything is a function of `VERSION` and what is asked for; nothing depends on the clock, the machine or the order of
a set.
"""

from .district import write_district
from .families import VERSION, Habits, families
from .files import origin_of, read_without_students, table_text, write_school
from .school import Clubs, School, Tightness, school
from .staffing import homework_need, shortage

__all__ = [
    "VERSION",
    "Clubs",
    "Habits",
    "School",
    "Tightness",
    "families",
    "homework_need",
    "origin_of",
    "read_without_students",
    "school",
    "shortage",
    "table_text",
    "write_district",
    "write_school",
]
