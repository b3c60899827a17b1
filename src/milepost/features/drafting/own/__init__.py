"""Templates that an organisation made its own."""
