"""Runs run.sh, which shows the commands: compile the network, link the program, run it."""

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.exit(subprocess.run([Path(__file__).with_name("run.sh"), *sys.argv[1:]]).returncode)
