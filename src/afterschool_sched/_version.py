"""The version, stated once: the build reads it from here, and so do result files."""

__version__ = "0.1.0"
