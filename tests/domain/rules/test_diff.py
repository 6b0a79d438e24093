"""Two documents are compared rule by rule, whatever their order."""

from shared.domain.rules.diff import Diff, PathChange, RuleChange, compare, counted
from shared.domain.rules.editions import Changes

TEN = {"id": "ten", "priority": 1, "title": {"en": "Ten"}, "then": {"discount": {"type": "percent"}}}
GIFT = {"id": "gift", "priority": 2, "codes": ["WELCOME", "CIAO"]}


def test_the_order_of_rules_and_a_documents_words_about_itself_are_no_change():
    before = {"version": 3, "note": "old", "rules": [TEN, GIFT]}
    after = {"version": 4, "note": "new", "author": "Anna", "rules": [GIFT, TEN]}

    assert compare(before, after) == Diff((), (), (), ())


def test_what_came_what_went_and_what_changed():
    dearer = {**TEN, "group": "profile", "then": {"discount": {"type": "fixed", "amount": 500}}}
    before = {"offer_ttl_s": 600, "rules": [TEN, GIFT]}
    after = {"ceiling": {"basis_points": 1000}, "rules": [dearer, {"id": "new", "priority": 3}]}

    diff = compare(before, after)

    assert (diff.added, diff.removed, counted(diff)) == (("new",), ("gift",), Changes(1, 1, 1))
    assert diff.changed == (
        RuleChange(
            "ten",
            (
                PathChange("$.then.discount.type", "percent", "fixed"),
                PathChange("$.then.discount.amount", None, 500),
                PathChange("$.group", None, "profile"),
            ),
        ),
    )
    assert diff.settings == (
        PathChange("$.offer_ttl_s", 600, None),
        PathChange("$.ceiling", None, {"basis_points": 1000}),
    )


def test_lists_of_one_length_are_compared_place_by_place_and_others_as_a_whole():
    other = {**GIFT, "codes": ["WELCOME", "HELLO"]}
    longer = {**GIFT, "codes": ["WELCOME"]}

    assert compare({"rules": [GIFT]}, {"rules": [other]}).changed[0].paths == (
        PathChange("$.codes[1]", "CIAO", "HELLO"),
    )
    assert compare({"rules": [GIFT]}, {"rules": [longer]}).changed[0].paths == (
        PathChange("$.codes", ["WELCOME", "CIAO"], ["WELCOME"]),
    )


def test_true_is_not_one():
    assert compare({"rules": [{"id": "a", "enabled": True}]}, {"rules": [{"id": "a", "enabled": 1}]}).changed != ()
