"""The rule `cost`."""
