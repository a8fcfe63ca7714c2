"""What stands in the invented charts could have happened."""

from datetime import time

from praxis.core import clock
from praxis.core.clock import BERLIN
from praxis.demo.charts import lines_of


def test_visits_happen_in_office_hours_one_after_the_other() -> None:
    for first in range(0, 250, 7):
        seed = bytes((first + step * 37) % 256 for step in range(32))
        times = [line.at.astimezone(BERLIN) for line in lines_of(seed, 12)]
        assert times == sorted(times)
        assert times[-1] < clock.now()
        assert all(at.weekday() < 5 and time(8) <= at.time() < time(17) for at in times)
