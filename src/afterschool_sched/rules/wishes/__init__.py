"""The rule `wishes`."""
