"""Changes of the tables of `outcomes/`, in their order."""
