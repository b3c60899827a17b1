"""What a change would do to the forecast, beside the plan as it is; nothing of the plan changes until one is adopted.

`changes` are the changes as pure functions of a plan, `stating` reads them from words, `comparing` computes each by
itself and all together and says what breaks, `adopting` writes what was decided. `changes` knows neither the database
nor a clock.
"""
