"""The editor component that is committed is the one that its lock names, with its licences beside it."""

import hashlib
import json
import re

from infra import bundling, editor

LOCK = json.loads((editor.SOURCE / "package-lock.json").read_text())
BUNDLE = editor.BUNDLE.read_text()


def test_the_lock_pins_every_package_by_its_hash_and_names_no_address():
    packages = [package for path, package in LOCK["packages"].items() if path]

    assert [package for package in packages if not package["integrity"].startswith("sha512-")] == []
    assert re.findall(r"https?:", (editor.SOURCE / "package-lock.json").read_text()) == []


def test_the_bundle_names_the_versions_of_the_lock():
    named = re.match(r"/\* (.+); licences: LICENSES\.txt \*/", BUNDLE)

    assert named is not None
    assert named[1].split(", ") == list(bundling.bundled(editor.SOURCE))


def test_every_package_has_its_licence_beside_the_bundle():
    texts = editor.LICENCES.read_text()

    assert [package for package in bundling.bundled(editor.SOURCE) if package not in texts] == []
    assert "Permission is hereby granted, free of charge" in texts


def test_the_bundle_is_the_one_that_was_built():
    digest, name = editor.SUM.read_text().split()

    assert name == "web/dashboard/vendor/editor.js"
    assert digest == hashlib.sha512(editor.BUNDLE.read_bytes()).hexdigest()


def test_the_bundle_is_light_and_evaluates_no_text():
    assert editor.BUNDLE.stat().st_size < 450_000
    assert re.findall(r"\beval\(|new Function\(|\bimport\(", BUNDLE) == []
