"""The rule `no_clash`."""
