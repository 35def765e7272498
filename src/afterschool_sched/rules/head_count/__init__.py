"""The rule `head_count`."""
