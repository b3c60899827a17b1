"""An activity on a page of its own: what it is, what it waits for, what waits for it, where the forecast puts it.

`neighbours` are the dependencies both ways, `forms` what people enter, `views` the pages.
"""
