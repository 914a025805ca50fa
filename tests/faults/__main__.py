"""`python -m tests.faults [--slow]`: run what provokes a fault and print the table of cases."""

import sys
from pathlib import Path

import pytest

wanted = "fault" if "--slow" in sys.argv[1:] else "fault and not slow"
tests = str(Path(__file__).parents[1])
sys.exit(pytest.main([tests, "-q", "--no-header", "--faults", "-m", wanted]))
