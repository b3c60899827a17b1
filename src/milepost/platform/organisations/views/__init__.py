"""Pages about people and organisations, one module per topic."""
