"""python -m config.launcher: what ./run does once the environment stands."""

import sys

from config.launcher.launch import main

sys.exit(main())
