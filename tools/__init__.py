"""Small programs for developing Milepost; none of them is part of the product."""
