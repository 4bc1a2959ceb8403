"""The level of a union in words, as sheets write it beside the union's name."""

from django.db import models


class UnionLevel(models.TextChoices):
    DISTRICT = "district", "区"
    TOWN = "town", "镇(街道)"
    SYSTEM = "system", "系统"
    GRASSROOTS = "grassroots", "基层"
