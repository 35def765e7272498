"""What can be found wrong with a scenario before any search: references, sense, and proofs by counting."""
