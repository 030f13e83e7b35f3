"""`python -m service` is `medpath`."""

import sys

from service.cli import main

sys.exit(main())
