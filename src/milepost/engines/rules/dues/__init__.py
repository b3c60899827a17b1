"""What falls due in a programme by its own facts, before somebody has to remember it.

`due`: one thing that falls due · `practices`: what rhythms ask for · `listing`: which of them go on the list of actions
and which leave it · `reminding`: when somebody is told.
"""
