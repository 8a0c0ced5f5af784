"""Opening bids and declaring conflicts."""
