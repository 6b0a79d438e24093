import pytest
from botocore.exceptions import UnknownServiceError

from shared import clients


@pytest.mark.parametrize("service", clients.SERVICES)
def test_every_service_of_ours_has_a_client(service):
    assert clients.client(service).meta.service_model.service_name == service


def test_another_service_is_refused_by_name():
    with pytest.raises(UnknownServiceError, match="ec2"):
        clients.client("ec2")
