"""A participation in hand: locked, with what every act on it reads."""

from accounts.kept import Kept

from .models import Participation

LOCKED = Kept(
    lambda pk: (
        Participation.objects.filter(pk=pk)
        .select_related("product__producer__commune", "product__line", "cycle", "province")
        .select_for_update(of=("self",))
    )
)


def lock(participation: Participation) -> Participation:
    """Lock it as it stands now."""
    row = LOCKED.first(pk=participation.pk)
    if row is None:
        raise Participation.DoesNotExist
    return row
