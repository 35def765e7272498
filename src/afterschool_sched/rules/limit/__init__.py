"""The rule `limit`."""
