"""The rule `staff_mix`."""
