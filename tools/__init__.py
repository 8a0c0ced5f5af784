"""Small programs that set the portal up, run it and check it."""
