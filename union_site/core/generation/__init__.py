"""A district of any size, invented: for load tests, browser tests and trials. See `manage.py generate`.

Each app says in its `generation` module how the rows of its registers are made (`registry.generator`); core runs them in
their order, in one transaction, and writes the rows many at a time. The same seed and year give the same district.
"""

from union_site.core.generation.people import Person
from union_site.core.generation.run import Made, SeedTaken, district_name, generate
from union_site.core.generation.world import World

__all__ = ["Made", "Person", "SeedTaken", "World", "district_name", "generate"]
