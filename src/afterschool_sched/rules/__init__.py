"""One folder per rule, nothing else."""
