"""What people do with accounts, organisations and regions. Nothing here commits."""
