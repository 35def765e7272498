"""The rule `club_limit`."""
