"""Changes of the tables of `people/`, in their order."""
