"""The demonstration: one organisation in the middle of Implementation, told as `milepost` commands.

`script` writes the story for a start date and a seed: commands with the instant at which each is given, and the files
they take. `incidents` moves real incident records to recent dates, `ratings` rates every statement. `playing` runs the
script through the command line in this process. Nothing else in the product knows that there is a demonstration.
"""
