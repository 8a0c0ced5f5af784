"""Speed, side by side with what the machine can do at best."""
