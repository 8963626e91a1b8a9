"""Healthcare partnership news: fetched, read, tagged and archived. This file imports nothing, so that queries start fast."""

__version__ = "0.1.0"
