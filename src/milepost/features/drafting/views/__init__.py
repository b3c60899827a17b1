"""Pages of drafting: what is drafted and asked, one draft, its template, the facts to enter, a question to answer."""
