"""What the templates of the accounts call."""
