"""The rule `rota`."""
