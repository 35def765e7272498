"""The report: what goes on the wall, and the few lines for the terminal."""

from .page import render, write_report
from .summary import summary

__all__ = ["render", "summary", "write_report"]
