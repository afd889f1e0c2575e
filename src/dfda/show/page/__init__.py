"""The explorer page: put together here, served by `dfda explore`, saved by `dfda export`."""
