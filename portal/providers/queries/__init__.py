"""What may be asked about services, the Ofsted register and ratings."""
