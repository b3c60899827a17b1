"""How versions in force stand to the registers: the places of the plan, what differs, what was accepted."""
