"""What the templates of the measurements call."""
