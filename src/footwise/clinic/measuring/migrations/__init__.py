"""Changes of the tables of `measuring/`, in their order."""
