"""What the templates hold, and what they must never hold."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra import catalog
from infra.declarations import Function
from infra.stages import STAGES
from shared.store import schema

ROOT = Path(__file__).parents[2]
Resource = dict[str, Any]


def of_type(template: Resource, kind: str) -> dict[str, Resource]:
    return {name: each.get("Properties", {}) for name, each in template["Resources"].items() if each["Type"] == kind}


def statements(template: Resource) -> Iterator[Resource]:
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        for policy in of_type(template, kind).values():
            yield from policy["PolicyDocument"]["Statement"]
    for role in of_type(template, "AWS::IAM::Role").values():
        for policy in role.get("Policies", []):
            yield from policy["PolicyDocument"]["Statement"]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def granted(template: Resource, function: Function) -> dict[str, list[Any]]:
    """The actions that a function's role may do, with the resources of each."""
    made = of_type(template, "AWS::Lambda::Function")
    (role,) = (
        each["Role"]["Fn::GetAtt"][0]
        for each in made.values()
        if each["Handler"] == f"functions.{function.name}.handler.handler"
    )
    found: dict[str, list[Any]] = {}
    for policy in of_type(template, "AWS::IAM::Policy").values():
        if {"Ref": role} in policy["Roles"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                for action in listed(statement["Action"]):
                    found.setdefault(action, []).extend(listed(statement["Resource"]))
    return found


def test_cfn_lint_has_nothing_to_say(assembly: Path):
    # W3005: CDK names a function's role and its policy as dependencies although one of them is referred to as well.
    lint = [Path(sys.executable).with_name("cfn-lint"), "--ignore-checks", "W3005", "--"]
    side_by_side = [
        subprocess.Popen([*lint, template], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for template in assembly.glob("*.template.json")
    ]

    said = [each.communicate()[0] for each in side_by_side]

    assert said == [""] * len(STAGES)


def routes_of(template, protocol: str) -> dict[str, str]:
    """Return the keys of the routes of one of the two APIs, by their logical ids."""
    apis = of_type(template, "AWS::ApiGatewayV2::Api")
    (api,) = [name for name, each in apis.items() if each["ProtocolType"] == protocol]
    routes = of_type(template, "AWS::ApiGatewayV2::Route")
    return {name: each["RouteKey"] for name, each in routes.items() if each["ApiId"] == {"Ref": api}}


def test_every_message_route_of_the_socket_has_one_route_response(prod):
    sockets = routes_of(prod, "WEBSOCKET")
    answered = sorted(
        sockets[each["RouteId"]["Ref"]] for each in of_type(prod, "AWS::ApiGatewayV2::RouteResponse").values()
    )

    assert sorted(sockets.values()) == ["$connect", "$default", "$disconnect", "cart.update", "events", "ping"]
    assert answered == ["$default", "cart.update", "events", "ping"]


def test_only_connect_is_authorised_by_the_gatekeeper(prod):
    routes = of_type(prod, "AWS::ApiGatewayV2::Route").values()

    assert [each["RouteKey"] for each in routes if each.get("AuthorizationType") == "CUSTOM"] == ["$connect"]


def test_http_routes_are_those_of_the_catalog(prod):
    assert set(routes_of(prod, "HTTP").values()) == {
        route for function in catalog.functions(local=False) for route in function.http
    }


def test_a_page_of_the_shops_may_send_every_header_that_the_api_reads(prod):
    (api,) = [each for each in of_type(prod, "AWS::ApiGatewayV2::Api").values() if each["ProtocolType"] == "HTTP"]

    allowed = api["CorsConfiguration"]["AllowHeaders"]

    assert {"authorization", "content-encoding", "content-type", "if-match"} <= set(allowed)


def test_data_tracing_of_the_socket_stays_off(prod):
    stages = of_type(prod, "AWS::ApiGatewayV2::Stage").values()

    assert not any(each.get("DefaultRouteSettings", {}).get("DataTraceEnabled") for each in stages)


@pytest.mark.parametrize("stage", STAGES)
def test_no_deployed_stage_can_move_its_clock(templates, stage: str):
    text = json.dumps(templates[stage])

    assert "move_clock" not in text
    assert "/v1/local/" not in text
    assert "CLOCK_PATH" not in text
    assert "CACHED_MS" not in text


@pytest.mark.parametrize("stage", STAGES)
def test_no_grant_has_a_wildcard_action(templates, stage: str):
    wild = [
        action
        for statement in statements(templates[stage])
        for action in listed(statement["Action"])
        if "*" in action and statement["Effect"] == "Allow"
    ]

    assert wild == []


def test_the_one_grant_on_every_resource_is_for_an_action_that_knows_no_resource(prod):
    wild = [listed(each["Action"]) for each in statements(prod) if "*" in listed(each["Resource"])]

    assert wild == [["dynamodb:ListStreams"]]


@pytest.mark.parametrize("function", catalog.functions(local=False), ids=lambda function: function.name)
def test_a_function_may_do_what_its_catalog_line_says_and_no_more(prod, function: Function):
    expected = {f"dynamodb:{action}" for action in (*function.table, *function.index)}
    expected |= {"logs:CreateLogStream", "logs:PutLogEvents"}
    expected |= {"secretsmanager:GetSecretValue"} if function.reads_keys else set()
    expected |= {"firehose:PutRecord"} if function.writes_lake else set()
    if function.reads_warehouse or function.writes_warehouse:
        expected |= {f"athena:{action}" for action in ("GetQueryExecution", "GetQueryResults", "StartQueryExecution")}
        expected |= {f"glue:{action}" for action in ("GetCatalog", "GetDatabase", "GetTable")}
        reads = ("GetNamespace", "GetTable", "GetTableBucket", "GetTableData", "GetTableMetadataLocation")
        expected |= {f"s3tables:{action}" for action in reads}
        own = ("AbortMultipartUpload", "GetBucketLocation", "GetObject", "ListBucket", "PutObject")
        expected |= {f"s3:{action}" for action in own}
    if function.writes_warehouse:
        expected |= {"athena:StopQueryExecution", "glue:GetPartitions", "glue:UpdateTable"}
        expected |= {"s3tables:PutTableData", "s3tables:UpdateTableMetadataLocation"}
    expected |= {f"s3:{action}" for action in function.exports}
    expected |= {"execute-api:ManageConnections"} if function.pushes else set()
    expected |= {"ses:SendEmail"} if function.mails else set()
    expected |= {"lambda:InvokeFunction"} if function.invokes else set()
    expected |= {"sqs:SendMessage"} if function.sends_to else set()
    if function.follows_table:
        reads = ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")
        expected |= {f"dynamodb:{action}" for action in reads} | {"sqs:SendMessage"}
    if any(queue.feeds == function.name for queue in catalog.QUEUES):
        reads = ("ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl", "ReceiveMessage")
        expected |= {f"sqs:{action}" for action in reads}
    if function.follows_table:
        # CDK lets a source write to its dead-letter queue by these as well.
        expected |= {"sqs:GetQueueAttributes", "sqs:GetQueueUrl"}

    assert set(granted(prod, function)) == expected


def test_the_table_is_the_one_that_the_stores_are_written_for(prod):
    (table,) = of_type(prod, "AWS::DynamoDB::Table").values()

    types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
    assert types == schema.ATTRIBUTE_TYPES
    assert table["KeySchema"] == [
        {"AttributeName": schema.PARTITION_KEY, "KeyType": "HASH"},
        {"AttributeName": schema.SORT_KEY, "KeyType": "RANGE"},
    ]
    assert table["GlobalSecondaryIndexes"] == [
        {
            "IndexName": schema.DUE_INDEX,
            "KeySchema": [
                {"AttributeName": schema.DUE_PARTITION_KEY, "KeyType": "HASH"},
                {"AttributeName": schema.DUE_SORT_KEY, "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": schema.DUE_PROJECTION},
        }
    ]
    assert table["StreamSpecification"] == {"StreamViewType": schema.STREAM_VIEW}
    assert table["TimeToLiveSpecification"] == {"AttributeName": schema.TTL_ATTRIBUTE, "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_what_prod_holds_outlives_its_stack(prod):
    kept = {each["Type"] for each in prod["Resources"].values() if each.get("DeletionPolicy") == "Retain"}

    assert {"AWS::DynamoDB::Table", "AWS::S3::Bucket"} <= kept
    assert next(iter(of_type(prod, "AWS::DynamoDB::Table").values()))["DeletionProtectionEnabled"] is True


def test_every_queue_that_feeds_a_function_parks_what_fails(prod):
    queues = of_type(prod, "AWS::SQS::Queue").values()

    parking = [each for each in queues if "RedrivePolicy" in each]
    assert len(parking) == len(catalog.QUEUES)
    assert all(each["SqsManagedSseEnabled"] for each in queues)


def test_a_failing_change_of_the_table_is_halved_tried_again_and_parked(prod):
    (stream,) = (
        each for each in of_type(prod, "AWS::Lambda::EventSourceMapping").values() if "StartingPosition" in each
    )

    assert stream["BisectBatchOnFunctionError"] is True
    assert stream["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert stream["MaximumRetryAttempts"] == 5
    assert "Destination" in stream["DestinationConfig"]["OnFailure"]


def test_every_function_is_alarmed_for_errors_and_every_dead_letter_is_seen(prod):
    described = of_type(prod, "AWS::CloudWatch::Alarm").values()
    alarms = [each["MetricName"] for each in described if "MetricName" in each]
    failures = [
        {metric["MetricStat"]["Metric"]["MetricName"] for metric in each["Metrics"] if "MetricStat" in metric}
        for each in described
        if "Metrics" in each
    ]

    assert failures == [{"Errors", "Faults"}] * len(catalog.functions(local=False))
    assert alarms.count("ApproximateNumberOfMessagesVisible") == len(catalog.QUEUES) + 2
    assert alarms.count("IteratorAge") == 1
    assert alarms.count("RuleSetFaults") == 1
    assert alarms.count("Invocations") == 1


def test_a_storefront_finds_what_it_needs_in_the_outputs(prod):
    assert set(prod["Outputs"]) == {"ApiUrl", "SocketUrl", "SecretArn", "TableName", "LakeBucket"}


def test_a_function_has_the_layers_of_its_catalog_line(prod):
    made = of_type(prod, "AWS::Lambda::Function").values()
    layers = {
        each["Handler"].split(".")[1]: len(each["Layers"]) for each in made if each["Handler"].startswith("functions.")
    }

    assert layers == {line.name: len(line.layers) for line in catalog.functions(local=False)}
    assert layers["report_insights"] == 2
    assert layers["evaluate_cart"] == 1


def test_a_stage_that_does_not_exist_is_told_with_those_that_do():
    command = [sys.executable, str(ROOT / "dev.py"), "app"]
    environment = os.environ | {"CDK_CONTEXT_JSON": '{"stage": "production"}'}

    synthesised = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert synthesised.returncode == 1
    assert "no stage 'production'. Say one of dev, staging, prod" in synthesised.stderr
