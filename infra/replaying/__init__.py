"""How an event log is played: read, kept as carts, sent, counted."""
