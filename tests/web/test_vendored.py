"""What the dashboard takes from elsewhere is what its lock names, with the licences beside it."""

import hashlib
import json
import re

import pytest

from infra import bundling
from infra.vendored import BUNDLES, CHARTS, EDITOR, Vendored

every_bundle = pytest.mark.parametrize("vendored", BUNDLES.values(), ids=BUNDLES.keys())


@every_bundle
def test_the_lock_pins_every_package_by_its_hash_and_names_no_address(vendored: Vendored):
    lock = (vendored.source / "package-lock.json").read_text()
    packages = [package for path, package in json.loads(lock)["packages"].items() if path]

    assert [package for package in packages if not package["integrity"].startswith("sha512-")] == []
    assert re.findall(r"https?:", lock) == []


@every_bundle
def test_the_bundle_names_the_versions_of_the_lock(vendored: Vendored):
    named = re.match(r"/\* (.+); licences: ([\w-]+\.txt) \*/", vendored.bundle.read_text())

    assert named is not None
    assert named[1].split(", ") == list(bundling.bundled(vendored.source))
    assert named[2] == vendored.licences.name


@every_bundle
def test_every_package_has_its_licence_beside_the_bundle(vendored: Vendored):
    texts = vendored.licences.read_text()

    assert [package for package in bundling.bundled(vendored.source) if package not in texts] == []
    assert re.search(r"Permission (is hereby granted, free of charge|to use, copy, modify)", texts)


@every_bundle
def test_the_bundle_is_the_one_that_was_built(vendored: Vendored):
    digest, name = vendored.sum.read_text().split()

    assert name == f"web/dashboard/vendor/{vendored.name}.js"
    assert digest == hashlib.sha512(vendored.bundle.read_bytes()).hexdigest()


@every_bundle
def test_the_bundle_evaluates_no_text(vendored: Vendored):
    assert re.findall(r"\beval\(|new Function\(|\bimport\(", vendored.bundle.read_text()) == []


def test_the_bundles_are_light():
    assert EDITOR.bundle.stat().st_size < 450_000
    assert CHARTS.bundle.stat().st_size < 280_000
