"""One thread for every test: small networks gain nothing by more, and threads that wait for each
other on a busy machine cost minutes. No test is timed: neither are hypothesis's examples."""

import os

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
