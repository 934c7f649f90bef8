"""DemoMark: what `seed_demo` made, so that `--remove` deletes exactly that."""

from django.db import models


class DemoMark(models.Model):
    """One row of the demo content: the model's label in lower case and the row's number. Articles are marked apart."""

    model = models.CharField(max_length=40)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "object_id"], name="demo_mark_once")]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
