"""Reading the files that Ofsted and the Department for Education publish; pure, no database."""
