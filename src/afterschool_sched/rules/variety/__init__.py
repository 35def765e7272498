"""The rule `variety`."""
