"""What waits to be done, by noun; `todo.py` beside this gathers it."""
