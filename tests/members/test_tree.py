"""The dated tree: a move is seen from its day on, and what was before stays as it was."""

from datetime import date

import pytest

from members.models import Organization, Placement
from members.services import tree
from union_site.core import jobs

TODAY = date(2021, 9, 1)
pytestmark = pytest.mark.django_db


def town_on(union, day):
    place = Placement.objects.get(organization=union, from_day__lte=day, to_day__gt=day)
    return place.town.short_name if place.town else None


def test_a_new_union_stands_below_its_parent_for_all_days(root, town, union):
    assert union.path == town.path + union.path[-6:]
    assert (root.depth, town.depth, union.depth) == (0, 1, 2)
    assert town.short_name == "青石镇"
    assert town_on(union, date(1990, 1, 1)) == "青石镇"
    assert town_on(root, TODAY) is None


def test_a_move_takes_the_subtree_along_from_its_day(make_union, town, other_town, union):
    below = make_union("云川兴榆商贸有限公司门店工会", parent=union)
    tree.move(union, parent=other_town, on=date(2021, 4, 1), today=TODAY, reason="行政区划调整")
    for moved in (union, below):
        moved.refresh_from_db()
        assert town_on(moved, date(2021, 3, 31)) == "青石镇"
        assert town_on(moved, date(2021, 4, 1)) == "白鹭街道"
        assert moved.path.startswith(other_town.path)
    assert union.parent == other_town


def test_a_move_of_the_future_does_not_change_today(town, other_town, union):
    tree.move(union, parent=other_town, on=date(2022, 1, 1), today=TODAY)
    union.refresh_from_db()
    assert union.parent == town
    assert union.path.startswith(town.path)
    assert town_on(union, date(2022, 1, 1)) == "白鹭街道"


def test_on_its_day_a_move_takes_effect(town, other_town, union):
    tree.move(union, parent=other_town, on=date(2022, 1, 1), today=TODAY)
    jobs.new_day(date(2021, 12, 31))
    union.refresh_from_db()
    assert union.path.startswith(town.path)
    jobs.new_day(date(2022, 1, 1))
    union.refresh_from_db()
    assert union.path.startswith(other_town.path)
    assert union.parent == other_town


def test_a_union_cannot_stand_below_itself(make_union, union):
    below = make_union("下级工会", parent=union)
    with pytest.raises(tree.TreeError, match="它自己"):
        tree.move(union, parent=below, on=date(2021, 1, 1), today=TODAY)


def test_an_earlier_move_than_the_last_is_refused(root, other_town, union):
    tree.move(union, parent=other_town, on=date(2021, 4, 1), today=TODAY)
    union.refresh_from_db()
    with pytest.raises(tree.TreeError, match="之后已有隶属变更"):
        tree.move(union, parent=root, on=date(2021, 1, 1), today=TODAY)


def test_rebuilding_a_right_tree_changes_nothing(district, other_town, union):
    tree.move(union, parent=other_town, on=date(2021, 4, 1), today=TODAY)
    before = list(
        Placement.objects.order_by("organization", "from_day").values_list("pk", "path", "town", "from_day", "to_day")
    )
    assert tree.rebuild(district, today=TODAY) == 0
    assert (
        list(
            Placement.objects.order_by("organization", "from_day").values_list(
                "pk", "path", "town", "from_day", "to_day"
            )
        )
        == before
    )


def test_active_on_a_day(make_union, root):
    make_union("六月底撤销的工会", parent=root, founded_on=date(2015, 1, 1), dissolved_on=date(2021, 6, 30))
    names = [row.name for row in Organization.objects.active_on(date(2021, 6, 29))]
    assert "六月底撤销的工会" in names
    assert "六月底撤销的工会" not in [row.name for row in Organization.objects.active_on(date(2021, 6, 30))]
