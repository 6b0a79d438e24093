"""The local stack's template is kept until something that shapes it changes."""

import grimp

from infra.emulating import fitting


def test_every_module_that_the_stack_imports_makes_the_kept_template_stale():
    imported = grimp.build_graph("infra").find_upstream_modules("infra.stack")

    assert {f"infra.{name}" for name in fitting.SHAPING} == imported | {"infra.stack"}
