"""DemoMark: what `seed_demo` made, so that `--remove` deletes exactly that."""

from django.db import models


class DemoMark(models.Model):
    """One row of the demo content: the model's label in lower case, the row's number, and a hash of its values.

    A row whose values have changed since belongs to the operator and is not deleted. Articles are marked apart.
    """

    model = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "object_id"], name="demo_mark_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
