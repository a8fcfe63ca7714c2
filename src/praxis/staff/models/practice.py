"""The practice itself and its sites; what stands on its door plate, so not sealed."""

from typing import ClassVar

from django.db import models

from praxis.core.clock import now
from praxis.core.ids import uuid7


class Practice(models.Model):
    """The one row that says the practice was set up; its fixed key lets only one set-up win."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120)
    set_up_at = models.DateTimeField(default=now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(id=1), name="practice_only_one")
        ]


class Site(models.Model):
    """A place of work (Betriebsstätte) with its nine-digit number and its address on letters.

    A closed one names the open one that took over: whoever works there sees what belongs to both.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    bsnr = models.CharField(max_length=9, blank=True)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    branch = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=now)
    closed_at = models.DateTimeField(null=True, blank=True)
    taken_over_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(bsnr="") | models.Q(bsnr__regex=r"^[0-9]{9}$"),
                name="site_bsnr_nine_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, taken_over_by=None)
                | models.Q(closed_at__isnull=False, taken_over_by__isnull=False),
                name="site_closed_names_its_heir",
            ),
            models.CheckConstraint(
                condition=~models.Q(taken_over_by=models.F("id")),
                name="site_is_not_its_own_heir",
            ),
        ]
