"""The rule `even`."""
