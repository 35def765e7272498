"""The rule `supervised`."""
