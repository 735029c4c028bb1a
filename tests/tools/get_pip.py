# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-in for the get-pip script that ansible-test downloads, for machines that reach only a package index.

ansible-test first looks into its cache for the script. ``get_pip.py --install CACHE`` puts this file there under every
name that the ansible-core of the running interpreter asks for; run by ansible-test it installs the pinned versions
that ansible-test passes, by the pip beside ansible-test. ``ensurepip`` would install another pip first, which takes
four times as long, for each of some twenty virtualenvs.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path


def install_into(cache: Path) -> None:
    """Copy this script into the cache for each version of pip that ansible-test pins."""
    package = importlib.util.find_spec("ansible_test")
    source = Path(package.origin).parent / "_internal" / "python_requirements.py"
    pins = re.findall(r"\bpip='([\d.]+)'", source.read_text(encoding="utf-8"))
    cache.mkdir(parents=True, exist_ok=True)
    for version in set(pins):
        shutil.copy(__file__, cache / f"get_pip_{version.replace('.', '_')}.py")


def bootstrap(arguments: list[str]) -> None:
    """Give the running interpreter, which has no pip, what the arguments ask for, as get-pip does."""
    wanted = [argument for argument in arguments if argument not in ("--no-setuptools", "--no-wheel")]
    python = Path(shutil.which("ansible-test")).with_name("python")
    subprocess.check_call([python, "-m", "pip", "--python", sys.executable, "install", "--quiet", *wanted])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--install"]:
        install_into(Path(sys.argv[2]))
    else:
        bootstrap(sys.argv[1:])
