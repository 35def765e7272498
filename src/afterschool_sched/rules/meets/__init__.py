"""The rule `meets`."""
