"""The rule `eligible`."""
