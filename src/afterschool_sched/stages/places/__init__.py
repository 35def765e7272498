"""Placement alone: who is in which group, with no timetable around it."""
