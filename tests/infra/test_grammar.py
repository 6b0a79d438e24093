"""The grammar by which Athena's SQL is read is what its lock names."""

import hashlib
import json
import re

from infra import bundling, grammar


def test_the_lock_pins_every_package_by_its_hash_and_names_no_address():
    lock = (grammar.SOURCE / "package-lock.json").read_text()
    packages = [package for path, package in json.loads(lock)["packages"].items() if path]

    assert [package for package in packages if not package["integrity"].startswith("sha512-")] == []
    assert re.findall(r"https?:", lock) == []


def test_the_bundle_is_the_one_that_was_built_from_the_lock():
    digest, name = grammar.SUM.read_text().split()
    named = re.match(r"/\* (.+); licences: ([\w-]+\.txt) \*/", grammar.BUNDLE.read_text())

    assert (digest, name) == (hashlib.sha512(grammar.BUNDLE.read_bytes()).hexdigest(), "tests/grammar/trino.js")
    assert named is not None
    assert named[1].split(", ") == list(bundling.bundled(grammar.SOURCE))


def test_every_package_has_its_licence_beside_the_bundle():
    texts = grammar.LICENCES.read_text()

    assert [package for package in bundling.bundled(grammar.SOURCE) if package not in texts] == []
