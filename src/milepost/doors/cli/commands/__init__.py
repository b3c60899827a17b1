"""One module per topic of the command line; each has `add_to(root)`."""
