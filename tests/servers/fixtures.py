"""Fixtures over the servers: each started once a test process, only when a test asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.queue_servers import elasticmq, ministack

BOTH_SERVERS = (
    pytest.param("ministack", marks=pytest.mark.aws),
    pytest.param("elasticmq", marks=(pytest.mark.aws, pytest.mark.java)),
)


@pytest.fixture(scope="session")
def ministack_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQS and S3 by MiniStack."""
    with ministack(tmp_path_factory.mktemp("ministack")) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def elasticmq_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQS by ElasticMQ."""
    with elasticmq(tmp_path_factory.mktemp("elasticmq")) as endpoint:
        yield endpoint


@pytest.fixture(params=BOTH_SERVERS)
def sqs_endpoint(request: pytest.FixtureRequest) -> str:
    """Each SQS server in turn."""
    endpoint: str = request.getfixturevalue(f"{request.param}_endpoint")
    return endpoint


@pytest.fixture
def aws_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Test credentials, and an environment that leads nowhere else."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"), ("DEFAULT_REGION", "eu-central-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    for name in ("SESSION_TOKEN", "PROFILE", "REGION", "ENDPOINT_URL", "ENDPOINT_URL_SQS", "ENDPOINT_URL_S3"):
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    return monkeypatch
