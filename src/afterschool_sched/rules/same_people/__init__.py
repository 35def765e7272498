"""The rule `same_people`."""
