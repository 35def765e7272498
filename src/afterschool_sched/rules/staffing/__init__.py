"""The rule `staffing`."""
