"""Pages of practices: the twenty, one practice with its duties, and the forms that change it."""
