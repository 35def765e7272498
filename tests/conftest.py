"""Settings for every test: how hard hypothesis tries.

The default profile gives the same examples on every machine and every run, so that a red build means a changed
program. Before a release, look further: HYPOTHESIS_PROFILE=thorough make unit.
"""

import os

from hypothesis import HealthCheck, settings

# No deadlines: how long one example takes depends on the machine. A solve inside an example is slow, and meant.
settings.register_profile(
    "ci", derandomize=True, max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
