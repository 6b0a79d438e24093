"""The SDK that is committed is the one that its source makes: light, whole, and without anybody else's code."""

import json
import re

import pytest

from infra import bundling, sdk

BUNDLES = ["microlift.js", "microlift.classic.js", "microlift-ui.js"]


def test_the_bundles_are_made_from_the_source_as_it_is():
    """When this fails: ``python3 dev.py sdk``."""
    files = [*sdk.made_from(), *sdk.made()]

    assert bundling.sums(files) == sdk.SUMS.read_text()


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_takes_less_than_8_kb_over_the_wire(name):
    assert sdk.weight(sdk.DIST / name) < 8192


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_evaluates_no_text_and_sets_no_inline_style(name):
    bundle = (sdk.DIST / name).read_text()

    assert re.findall(r"\beval\(|new Function\(|\.style\b|innerHTML|document\.write|<style", bundle) == []


def test_the_lock_pins_every_tool_by_its_hash_and_names_no_address():
    text = (sdk.REQUIREMENTS / bundling.LOCK).read_text()
    packages = [package for path, package in json.loads(text)["packages"].items() if path]

    assert [package for package in packages if not package["integrity"].startswith("sha512-")] == []
    assert re.findall(r"https?:", text) == []


def test_nothing_of_another_package_is_in_the_bundles():
    assert bundling.bundled(sdk.REQUIREMENTS) == {}


def test_the_modules_stay_short():
    assert [file.name for file in sdk.SOURCE.glob("*.js") if len(file.read_text().splitlines()) > 200] == []
