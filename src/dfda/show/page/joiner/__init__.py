"""One script of the front end's modules: named and packed anew, without a change of meaning."""
