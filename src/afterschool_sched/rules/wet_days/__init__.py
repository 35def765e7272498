"""The rule `wet_days`."""
