"""Changes of the tables of `recordings/`, in their order."""
