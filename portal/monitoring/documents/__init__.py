"""Documents of monitoring, as PDF."""
