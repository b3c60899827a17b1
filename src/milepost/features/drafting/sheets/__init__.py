"""The facts that documents are written from: fact sheets, what they repeat for, and what was entered in them."""
