"""The rule `homework_time`."""
