"""What may be asked about rules, breaches and job runs."""
