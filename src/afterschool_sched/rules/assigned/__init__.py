"""The rule `assigned`."""
