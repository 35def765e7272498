"""Measures how soon, how well and with how much memory timetables are found (benchmarks/PROTOCOL.md)."""
