"""Schools of which it is known before whether they have a timetable: one was planted, or a contradiction was.

Planted: a whole timetable is made first (clubs with members and rooms, homework, leads), then staff for it that has
hardly more time and skill than it asks for. The timetable is kept beside the school, for the checker; no solver sees
it. Most of what it asks for cannot be otherwise: every class has its homework, and some clubs are filled by the school.
"""

from .contradictions import contradicting
from .planted import RATIOS, SIZES, Tight, planted, unplanted

__all__ = ["RATIOS", "SIZES", "Tight", "contradicting", "planted", "unplanted"]
