"""What documents there are, the facts they are written from, and their templates."""
