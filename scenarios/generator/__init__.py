"""What the generator (`afterschool_sched.generator`) has made for this repository, and makes again when asked.

``python -m scenarios.generator`` writes the tables and instances that are kept as files (scenarios/README.md).
"""
