"""The same actions for programs: tokens of devices, and everything that the pages do, as JSON."""
