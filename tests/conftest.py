"""What all tests share: one hypothesis profile (no randomness, no time limits: speed is judged in benchmarks/)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("house")
