"""`python -m handson11`: the notebooks of the course from the command line.

This file is read by any Python 3, so that one that is too old gets a sentence and not a syntax error.
"""

import sys

OLDEST = (3, 11)


def start():
    """Run the command line, or say that this Python is too old for it."""
    if sys.version_info < OLDEST:
        found = "%d.%d.%d" % tuple(sys.version_info[:3])  # noqa: UP031 (any Python 3 can read it)
        print("handson11 needs Python 3.11, 3.12 or 3.13; this is " + found + ", " + sys.executable)
        print("handson11에는 파이썬 3.11, 3.12, 3.13이 필요합니다. 지금 파이썬은 " + found + "입니다.")
        return 1
    from handson11.commands import main

    return main()


if __name__ == "__main__":
    sys.exit(start())
