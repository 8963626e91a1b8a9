-- The archive, version 3: what makes questions of a large archive fast. Measured with benchmarks/desk.py on 200,000 articles.

-- From an article to its story without touching the article's row, which is as long as its text.
CREATE INDEX article_in_story ON article (id, story);

-- From the report whose deal it is to the story.
CREATE INDEX story_teller ON story (teller);

-- Which deals have a party of a country.
CREATE INDEX party_country ON party (country, article);

-- The day by which articles are listed: the one they were published, else the one they were fetched.
CREATE INDEX article_shown ON article (coalesce(day, substr(seen, 1, 10)), id);
