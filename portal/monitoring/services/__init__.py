"""What people do about breaches and rules."""
