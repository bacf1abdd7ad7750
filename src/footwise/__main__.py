"""`python -m footwise`: the command line."""

from footwise.cli import main

if __name__ == "__main__":
    main()
