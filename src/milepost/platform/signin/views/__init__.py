"""Pages for signing in, and for what one signs in with."""
