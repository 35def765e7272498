"""The rule `group_size`."""
