"""Days of work logged against activities: who did how many on which day, one's own or outside help.

`services` takes them in, `checks` says what cannot be meant, `reading` sums them beside what was planned;
`recalibrating` is what finished work then says about the estimates of work ahead.
"""
