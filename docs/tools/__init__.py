"""Writes what can be generated of the documentation: the scenario's keys, the schools, and pictures of their weeks."""
