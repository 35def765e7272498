"""The rule `workload`."""
