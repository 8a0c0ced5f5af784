"""What tests need from outside: a database server, a browser, a mail server."""
