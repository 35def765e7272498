"""The rule `apart`."""
