"""`python -m dfda` is the command line."""

from dfda.cli import main

main()
