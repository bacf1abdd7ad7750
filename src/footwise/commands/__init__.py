"""What the longer commands do, once the command line has said what is wanted."""
