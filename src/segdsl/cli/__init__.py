"""The command line: a file per verb, which reads arguments, calls one function, prints and ends."""

from __future__ import annotations


def main() -> int:
    """The program `segdsl`; returns its exit code."""
    import sys

    from segdsl.cli.app import run

    return run(sys.argv[1:])
