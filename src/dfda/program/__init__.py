"""A function, written down, and what can be done with it: run, differentiate, simplify, print."""
