"""Our own search: one analyzer, one index, one order, the same on SQLite, PostgreSQL and the phone."""
