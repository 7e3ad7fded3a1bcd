"""Property tests judge answers, not the speed of the machine they run on."""

from hypothesis import HealthCheck, settings

settings.register_profile("hotline", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hotline")
