"""Variables and model building for CP-SAT."""
