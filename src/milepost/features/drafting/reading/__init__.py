"""What the registers of a programme hold, as documents read it: one book."""
