"""The rule `end_time`."""
