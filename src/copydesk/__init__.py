"""Copydesk turns scraped news texts into an annotated corpus that people can check, share and cite."""

__version__ = "1.0.0"
