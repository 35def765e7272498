"""``python -m afterschool_sched``: the same as the command ``afterschool-sched``."""

import sys

from .cli.start import main

sys.exit(main())
