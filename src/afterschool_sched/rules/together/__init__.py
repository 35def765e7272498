"""The rule `together`."""
