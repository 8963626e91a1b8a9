"""How a newsroom's page is read, step by step:

tree.py      HTML -> a flat tree in document order, with the links in it
zones.py     which parts are menu, footer, cookie bar, "related"
shapes.py    what an article's address looks like, and what of a site's addresses look alike
links.py     which links carry headlines
blocks.py    the block around each headline, and the lists that blocks form
fields.py    title, date and teaser of a block
choice.py    which lists are the news
state.py     lists that a script would draw: JSON inside the page
paging.py    the next page
chosen.py    the same by a source's own CSS selectors
"""
