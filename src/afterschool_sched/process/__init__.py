"""A solve in a process of its own: the solver can end the process it runs in, and that must not be the user's."""
