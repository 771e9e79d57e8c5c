"""Reads picture files from the command line, as `python -m model` does: names go in, a line for each comes out.

    python -m model.read FILE... [--network NAME] [--json] [--all]

Nothing imports this module: as a part of the package it would take the name of the function `model.read`.
"""

from __future__ import annotations

import sys

from model.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
