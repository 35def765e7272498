"""The rule `changes`."""
