"""The rule `pinned`."""
