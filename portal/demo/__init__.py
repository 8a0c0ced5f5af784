"""The demo region: an invented market, loaded through the services that people use."""
