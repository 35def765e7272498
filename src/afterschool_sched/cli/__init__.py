"""The command line ``afterschool-sched``: results on stdout or in a folder, talk on stderr, and an exit code.

arguments   what may be typed          streams    stdout and stderr, and how things are put there
commands    all commands but `solve`   solving    `solve`: starts the child, listens, writes what it found
progress    how a search is shown      child      the solver's own process
"""

from .start import main

__all__ = ["main"]
