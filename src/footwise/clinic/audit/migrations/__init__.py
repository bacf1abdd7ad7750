"""Changes of the tables of `audit/`, in their order."""
