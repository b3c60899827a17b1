"""Pages of drafting: what is drafted and asked, one draft, the facts to enter, a question to answer."""
