"""The CDK app: one stage, named by ``-c stage=dev|staging|prod`` (``dev`` when nothing is said)."""

from argparse import Namespace

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from infra.acknowledged import acknowledge
from infra.stack import MicroliftStack
from infra.stages import STAGES


def main(_: Namespace) -> None:
    """Synthesise for the CDK's own CLI, which says by the environment what and where to."""
    app = App()
    check(app, MicroliftStack(app, STAGES[app.node.try_get_context("stage") or "dev"]))
    app.synth()


def check(app: App, stack: MicroliftStack) -> None:
    """Have cdk-nag look at all of it; what it may overlook, and why, stands in ``infra/acknowledged.py``."""
    acknowledge(stack)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
