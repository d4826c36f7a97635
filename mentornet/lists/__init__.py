"""Lists for people who run programs: search, filters, sort, columns, saved views, acts on many, files.

One list is a subclass of `ListPage` (page.py) with a table (columns.py, on django-tables2), filters
(filters.py, on django-filter) and acts (acts.py). `list_urls` (urls.py) gives it four addresses, named
after the list: `people` (the page), `people_file` (CSV and XLSX), `people_act` (an act on chosen rows,
asked first) and `people_views` (saved views). All that a reader chose stands in the address, so that a
list can be linked to and kept. Without scripts every part is a plain form or link; with them, only
the table is fetched again.

What a list must bring:

- `rows(request)`: what this reader may list, and nothing else. Filters, files and acts start there.
- columns whose `order_by` names fields or annotations that are never NULL, so that pages go by key
  (paging.py) and cost the same on the hundredth page.
- `dress(rows, request)`: what cells need beyond the row, for a whole page at once. No cell asks the
  database.

What an app above adds to a list of an app below (a column, a filter, an act) it registers with
`page.extend(...)` at start-up.
"""
