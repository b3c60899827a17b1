"""How fast Milepost is, by its public commands and pages. See README.md."""
