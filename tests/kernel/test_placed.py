"""Copies of the tree's paths are found by their columns, in whichever table they stand."""

from __future__ import annotations

from django.apps import apps

from zhendi.kernel import placed
from zhendi.kernel.fields import PathField


def test_every_table_with_a_path_follows_a_move_but_the_trail() -> None:
    every = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, PathField) for field in model._meta.concrete_fields)
    }
    followers = {model._meta.label for model, _ in placed.copies()}
    assert every - followers == {"audit.Entry"}
    assert {"people.Membership", "mobile.Outgoing", "setup.Unit", "services.Outlet", "intake.Run"} <= followers


def test_the_owner_of_the_tree_writes_its_own_paths() -> None:
    owner = apps.get_model("orgs", "Organisation")
    assert owner not in [model for model, _ in placed.copies(owner)]
