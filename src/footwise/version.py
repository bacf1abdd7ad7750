"""The version of Footwise, which reports and files say."""

__version__ = "0.1.0"
