import pytest

from shared.domain.contacts import Contact, faults_of


@pytest.mark.parametrize(
    "email", ["ada@example.com", "ada.love+shop@mail.example.co.uk", "o'hara@example.com", "zażółć@gęś.example"]
)
def test_an_address_is_taken(email: str) -> None:
    assert faults_of([Contact("customer-1", email)]) == ()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@example",
        "@example.com",
        "ada@@example.com",
        "ada@example..com",
        "Ada <ada@example.com>",
        "ada@example.com, eve@example.com",
        "ada@example.com\r\nBcc: eve@example.com",
        "ada @example.com",
    ],
)
def test_what_is_no_single_address_is_refused(email: str) -> None:
    (fault,) = faults_of([Contact("customer-0"), Contact("customer-1", email)])

    assert (fault.path, fault.code) == ("$.customers[1].email", "invalid_email")


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "Europe/Rome\0"])
def test_a_time_zone_is_an_iana_name(name: str) -> None:
    (fault,) = faults_of([Contact("customer-1", time_zone=name)])

    assert (fault.path, fault.code) == ("$.customers[0].time_zone", "unknown_time_zone")
