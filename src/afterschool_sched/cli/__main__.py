"""``python -m afterschool_sched.cli``: the same as the command ``afterschool-sched``."""

import sys

from .start import main

sys.exit(main())
