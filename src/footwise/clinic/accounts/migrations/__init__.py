"""Changes of the tables of `accounts/`, in their order."""
