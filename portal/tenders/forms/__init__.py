"""The forms of tendering: words and shapes."""
