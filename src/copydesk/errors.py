"""The base of every expected error: what a caller may catch, and what the command line prints without a traceback."""

from __future__ import annotations


class CopydeskError(Exception):
    """Something a user can mend. The message ends with the remedy."""
