"""The forms of this domain: words and shapes only."""
