"""The Lambdas of the catalog, each with a role of its own that may do what its catalog line says and no more."""

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import package
from infra.declarations import Function
from infra.lake import EXPORTS
from infra.stages import Stage
from infra.store import Holdings
from infra.warehouse import statements, statements_here
from shared.store import schema

RUNTIME = lambda_.Runtime.PYTHON_3_13
ARCHITECTURE = lambda_.Architecture.ARM_64
CACHED_MS = 50
"""Who tries out a price or a limit on the local stage wants to see it in the next cart."""
RETENTION = {7: logs.RetentionDays.ONE_WEEK, 30: logs.RetentionDays.ONE_MONTH, 90: logs.RetentionDays.THREE_MONTHS}


def layer(scope: Construct, name: str) -> lambda_.LayerVersion:
    return lambda_.LayerVersion(
        scope,
        "Layer" if name == "runtime" else f"{pascal(name)}Layer",
        code=lambda_.Code.from_asset(str(package.layer(name))),
        compatible_architectures=[ARCHITECTURE],
        compatible_runtimes=[RUNTIME],
        description=f"The {name} requirements, as locked.",
    )


def log_group(scope: Construct, name: str, stage: Stage) -> logs.LogGroup:
    removal = RemovalPolicy.RETAIN if stage.keeps_what_it_holds else RemovalPolicy.DESTROY
    return logs.LogGroup(scope, name, retention=RETENTION[stage.log_days], removal_policy=removal)


def create(
    scope: Construct,
    function: Function,
    stage: Stage,
    held: Holdings,
    code: Path,
    layers: list[lambda_.ILayerVersion],
) -> lambda_.Function:
    """Return the Lambda of a catalog line, with what needs no other Lambda already granted."""
    own = Construct(scope, pascal(function.name))
    group = log_group(own, "Log", stage)
    role = iam.Role(own, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    allow(role, ["logs:CreateLogStream", "logs:PutLogEvents"], [group.log_group_arn])
    grant(role, function, stage, held)
    return lambda_.Function(
        own,
        "Function",
        description=function.does,
        runtime=RUNTIME,
        architecture=ARCHITECTURE,
        handler=f"functions.{function.name}.handler.handler",
        code=lambda_.Code.from_asset(str(code / function.name)),
        layers=layers,
        memory_size=function.memory_mb,
        timeout=Duration.seconds(function.timeout_s),
        role=role,
        log_group=group,
        environment=environment(function, stage, held),
    )


def grant(role: iam.Role, function: Function, stage: Stage, held: Holdings) -> None:
    if function.table:
        allow(role, [f"dynamodb:{action}" for action in function.table], [held.table.table_arn])
    if function.index:
        index = f"{held.table.table_arn}/index/{schema.DUE_INDEX}"
        allow(role, [f"dynamodb:{action}" for action in function.index], [index])
    if function.sends_to:
        allow(role, ["sqs:SendMessage"], [held.queues[name].queue_arn for name in function.sends_to])
    if function.reads_keys:
        allow(role, ["secretsmanager:GetSecretValue"], [held.secret.secret_arn])
    if function.writes_lake:
        allow(role, ["firehose:PutRecord"], [held.streams[name].attr_arn for name in function.writes_lake])
    if function.reads_warehouse or function.writes_warehouse:
        writes = function.writes_warehouse
        held_by = held.warehouse
        wanted = statements(held_by, writes=writes) if held_by else statements_here(held.lake, writes=writes)
        for each in wanted:
            role.add_to_principal_policy(each)
    if function.exports:
        allow(role, [f"s3:{action}" for action in function.exports], [held.lake.arn_for_objects(f"{EXPORTS}*")])
    if function.mails:
        identity = stage.mail_sender.split("@")[1]
        # SES asks for the domain's identity, or the address's own if the shop has verified just that.
        own = Stack.of(role)
        names = (identity, stage.mail_sender)
        arns = [own.format_arn(service="ses", resource="identity", resource_name=name) for name in names]
        allow(role, ["ses:SendEmail"], arns)


def environment(function: Function, stage: Stage, held: Holdings) -> dict[str, str]:
    """Return what a function is told: what its grants are about, and the settings it names."""
    settings = {
        "SHOP_CURRENCY": stage.shop_currency,
        "SHOP_TIME_ZONE": stage.shop_time_zone,
        "ALLOWED_ORIGINS": ",".join(stage.allowed_origins),
        "STOREFRONT_URL": stage.storefront_url,
        "SOCKET_URL": held.socket_url,
    }
    told = {
        "STAGE": stage.name,
        "POWERTOOLS_SERVICE_NAME": "microlift",
        "POWERTOOLS_METRICS_NAMESPACE": "Microlift",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    told |= {name: settings[name] for name in function.settings}
    told |= {queue_url(name): held.queues[name].queue_url for name in function.sends_to}
    if function.table or function.index:
        told["TABLE_NAME"] = held.table.table_name
    if function.reads_keys:
        told["SECRET_ID"] = held.secret.secret_arn
    told |= {f"{name.upper()}_STREAM_NAME": held.streams[name].ref for name in function.writes_lake}
    if function.reads_warehouse or function.writes_warehouse:
        told |= {"LAKE_BUCKET": held.lake.bucket_name, "WAREHOUSE": "athena" if held.warehouse else "duckdb"}
        told |= held.warehouse.told if held.warehouse else {}
    if function.exports:
        told["LAKE_BUCKET"] = held.lake.bucket_name
    if function.pushes:
        told["SOCKET_ENDPOINT"] = held.socket_endpoint
    if function.mails:
        told["MAIL_SENDER"] = stage.mail_sender
    if stage.local:
        told |= {"CLOCK_PATH": "", "CACHED_MS": str(CACHED_MS)}
    return told


def let_call_one_another(made: Mapping[str, lambda_.Function], lines: tuple[Function, ...]) -> None:
    """Tell a function that invokes others their names, and let it."""
    for function in lines:
        for name in function.invokes:
            made[function.name].add_environment(f"{name.upper()}_FUNCTION", made[name].function_name)
            allow(made[function.name].role, ["lambda:InvokeFunction"], [made[name].function_arn])


def allow(role: iam.IRole | None, actions: list[str], resources: list[str]) -> None:
    assert role is not None
    role.add_to_principal_policy(iam.PolicyStatement(actions=actions, resources=resources))


def queue_url(name: str) -> str:
    return f"{name.upper()}_QUEUE_URL"


def pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
