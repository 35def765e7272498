"""After-school timetables for schools: every child in exactly one group, checked by an independent checker."""

from afterschool_sched._version import __version__

__all__ = ["__version__"]
