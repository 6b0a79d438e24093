"""The two front doors: an HTTP API and a WebSocket API, a route for each that the catalog names."""

import json
from collections.abc import Mapping

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.catalog import ANYTHING_ELSE
from infra.declarations import Function
from infra.functions import allow
from infra.stages import Stage

SOCKET_STAGE = "v1"
# No query string: a link's token stands in it.
ACCESS_LOG = {
    "request_id": "$context.requestId",
    "at": "$context.requestTimeEpoch",
    "route": "$context.routeKey",
    "status": "$context.status",
    "ms": "$context.responseLatency",
    "integration_ms": "$context.integrationLatency",
    "bytes": "$context.responseLength",
}
HEADERS = ["authorization", "content-encoding", "content-type", "idempotency-key", "if-match"]
METHODS = [gateway.CorsHttpMethod[name] for name in ("GET", "POST", "PUT", "DELETE", "OPTIONS")]


def http(
    scope: Construct,
    lines: tuple[Function, ...],
    made: Mapping[str, lambda_.Function],
    stage: Stage,
    log: logs.LogGroup,
) -> gateway.HttpApi:
    api = gateway.HttpApi(
        scope,
        "HttpApi",
        description=f"Microlift {stage.name}",
        create_default_stage=False,
        cors_preflight=gateway.CorsPreflightOptions(
            allow_origins=list(stage.allowed_origins),
            allow_headers=HEADERS,
            allow_methods=METHODS,
            expose_headers=["etag", "retry-after"],
            max_age=Duration.days(1),
        ),
    )
    gateway.CfnStage(
        scope,
        "HttpStage",
        api_id=api.api_id,
        stage_name="$default",
        auto_deploy=True,
        default_route_settings=gateway.CfnStage.RouteSettingsProperty(
            throttling_rate_limit=stage.requests_per_s, throttling_burst_limit=stage.burst
        ),
        access_log_settings=gateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=log.log_group_arn, format=json.dumps(ACCESS_LOG)
        ),
    )
    for line in lines:
        integration = integrations.HttpLambdaIntegration(
            f"{line.name}-http", made[line.name], scope_permission_to_route=True
        )
        for route in line.http:
            gateway.HttpRoute(
                api, route.replace(" ", ""), http_api=api, route_key=route_key(route), integration=integration
            )
    return api


def route_key(route: str) -> gateway.HttpRouteKey:
    """Return the gateway's word for one of the catalog's routes."""
    if route == ANYTHING_ELSE:
        return gateway.HttpRouteKey.DEFAULT
    method, path = route.split(" ")
    return gateway.HttpRouteKey.with_(path, gateway.HttpMethod[method])


def sockets(scope: Construct, stage: Stage) -> tuple[gateway.WebSocketApi, gateway.WebSocketStage]:
    """Return the WebSocket API, still without routes, and its stage; functions are told its address."""
    api = gateway.WebSocketApi(
        scope, "SocketApi", description=f"Microlift {stage.name}", route_selection_expression="$request.body.action"
    )
    # Data tracing stays off: the token is in the URL.
    deployed = gateway.WebSocketStage(
        scope,
        "SocketStage",
        web_socket_api=api,
        stage_name=SOCKET_STAGE,
        auto_deploy=True,
        throttle=gateway.ThrottleSettings(rate_limit=stage.requests_per_s, burst_limit=stage.burst),
    )
    return api, deployed


def add_socket_routes(
    api: gateway.WebSocketApi, lines: tuple[Function, ...], made: Mapping[str, lambda_.Function]
) -> None:
    """Add each route; one that carries messages answers through its route response."""
    gatekeeper = next(line for line in lines if line.authorizes_sockets)
    authorizer = authorizers.WebSocketLambdaAuthorizer(
        "SocketAuthorizer", made[gatekeeper.name], identity_source=["route.request.querystring.token"]
    )
    for line in lines:
        for route in line.socket:
            life = route in {"$connect", "$disconnect"}
            api.add_route(
                route,
                integration=integrations.WebSocketLambdaIntegration(f"{line.name}-{route}", made[line.name]),
                authorizer=authorizer if route == "$connect" else None,
                return_response=None if life else True,
            )


def let_push(stage: gateway.WebSocketStage, lines: tuple[Function, ...], made: Mapping[str, lambda_.Function]) -> None:
    """Let the functions that push post to any connection of this stage; a connection's id is not known before."""
    api = stage.api
    arn = Stack.of(stage).format_arn(
        service="execute-api", resource=api.api_id, resource_name=f"{stage.stage_name}/POST/@connections/*"
    )
    for line in lines:
        if line.pushes:
            allow(made[line.name].role, ["execute-api:ManageConnections"], [arn])
