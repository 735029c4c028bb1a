# Copyright (c) 2026, huaweicloud.workspace contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line of the emulator."""

from __future__ import annotations

import argparse

from emulator.cloud import identity
from emulator.cloud.readings import READINGS, USUAL_READING


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="emulator", description="Emulator of the Huawei Cloud Workspace API.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument(
        "--answer-to",
        action="append",
        default=[],
        metavar="NAME",
        help="a host name by which clients call the emulator; may be repeated",
    )
    parser.add_argument("--job-seconds", type=float, default=2.0, help="how long a job takes (default: %(default)s)")
    parser.add_argument("--desktops", type=int, default=0, metavar="N", help="desktops to start with: EMU-0001 ...")
    parser.add_argument("--seed", type=int, default=None, help="makes identifiers reproducible")
    parser.add_argument("--state", default=None, metavar="FILE", help="JSON file that keeps the state")
    parser.add_argument(
        "--people-data",
        choices=READINGS,
        default=USUAL_READING,
        help="what happens to people's work where published texts differ (default: %(default)s)",
    )
    parser.add_argument("--keep-exchanges", action="store_true", help="keep requests and answers for GET exchanges")
    parser.add_argument("--print-env", action="store_true", help="print the environment of a client and exit")
    return parser.parse_args(arguments)


def environment(host: str, port: int) -> dict[str, str]:
    """Return the environment variables that point a client at the emulator."""
    url = f"http://{host}:{port}"
    return {
        "HW_ACCESS_KEY": identity.ACCESS_KEY,
        "HW_SECRET_KEY": identity.SECRET_KEY,
        "HW_REGION_NAME": identity.REGION,
        "HW_PROJECT_ID": identity.PROJECT_ID,
        "HW_AUTH_URL": f"{url}/v3",
        "HW_WORKSPACE_ENDPOINT": url,
        "HW_WORKSPACE_APP_ENDPOINT": url,
        "HW_EPS_ENDPOINT": url,
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the emulator until it is told to stop, and return the exit code."""
    options = parse_arguments(arguments)
    if options.print_env:
        for name, value in environment(options.host, options.port).items():
            print(f"export {name}={value}")
        return 0
    # Not before it is needed: the framework takes most of a second to load.
    from emulator.engine.server import serve

    serve(options)
    return 0
