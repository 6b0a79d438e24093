"""The deployed template on an emulator, and what a shop has around it: pages, a backend, a mailbox."""
