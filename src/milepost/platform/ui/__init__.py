"""The interface floor: one style sheet, one frame, one way to say a date, a number, a state, a refusal.

Parts, in reading order: `texts` (rules' sentences in the reader's language), `formats` (dates and numbers), `states`
(word, icon and tone of each state), `frame` (what surrounds a page), `forms`, `paging`, `tables_export`, `csp` and
`middleware` (what a browser may do with a page), `templatetags.milepost` (all of it for templates).
"""
