"""The rule `reserve`."""
