"""Changes of the tables of `api/`, in their order."""
