"""Demo content of networks: who is where, in JSON; rows by ``load.py``. Functions are real, persons are invented."""
