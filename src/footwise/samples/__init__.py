"""Public recordings and weights by package name, fetched once and kept in the user's cache folder."""

from footwise.samples.catalogue import Sample, cache_folder, is_cached, sample_path, samples

__all__ = [
    "Sample",
    "cache_folder",
    "is_cached",
    "sample_path",
    "samples",
]
