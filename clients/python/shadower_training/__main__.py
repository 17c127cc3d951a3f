"""`python -m shadower_training sync DIR`."""

import sys

from .client import main

sys.exit(main())
