"""Estimates of work ahead, recalibrated from what finished work took: what it says, and applying it.

`reading` looks, and changes nothing; `applying` is the one step that writes, for a reason.
"""
