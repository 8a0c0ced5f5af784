"""Rules, breaches, job runs, the scheduler and dashboards."""
