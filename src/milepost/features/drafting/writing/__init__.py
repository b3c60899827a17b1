"""Documents as they would be written today, on paper and as the next version of a controlled one."""
