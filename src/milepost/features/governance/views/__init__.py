"""Pages of governance, one module per topic."""
