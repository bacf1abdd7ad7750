"""Changes of the tables of `work/`, in their order."""
