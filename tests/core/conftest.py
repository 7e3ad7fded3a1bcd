"""Property tests judge answers, not the speed of the machine they run on.

In CI every run tries the same examples; HOTLINE_DEEP=1 tries many more, and others each time.
"""

import os

from hypothesis import HealthCheck, settings

_ALWAYS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("hotline", **_ALWAYS)
settings.register_profile("ci", **_ALWAYS, derandomize=True)
settings.register_profile("deep", **_ALWAYS, max_examples=2000)
settings.load_profile("deep" if os.environ.get("HOTLINE_DEEP") else "ci" if os.environ.get("CI") else "hotline")
