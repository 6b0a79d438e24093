import base64
import json

import pytest

from shared.domain.errors import TokenExpiredError, UnauthorizedError
from shared.edge.tokens import sign, verify
from tests.factories import NOW

SECRET = "token-secret-of-the-tests"
ENDLESS = base64.urlsafe_b64encode(b'{"aud": "microlift:offer", "exp": 1e400}').rstrip(b"=").decode()
CLAIMS = {"aud": "microlift:offer", "sub": "s-0", "amount": 1500, "exp": NOW // 1000 + 60}


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_gives_back_its_claims_whatever_their_script():
    claims = CLAIMS | {"sub": "s-ß🎄قهوة??>>"}

    token = sign(claims, SECRET)

    assert verify(token, SECRET, audience="microlift:offer", now=NOW) == claims
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_a_token_is_what_rfc_7515_makes_of_its_claims():
    token = sign({"aud": "a", "exp": 1}, "s")

    assert token == (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJhIiwiZXhwIjoxfQ.GMplfJXq8hBgFlU_8tHlYF5qcKkBqB-WHvXVQOMsK7o"
    )


def test_the_header_of_another_library_is_as_good_when_it_says_hs256():
    payload = sign(CLAIMS, SECRET).split(".")[1]
    theirs = resigned(encoded({"typ": "JWT", "alg": "HS256", "kid": "1"}), payload)

    assert verify(theirs, SECRET, audience="microlift:offer", now=NOW) == CLAIMS


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "RS256"}, {}, ["HS256"], None])
def test_a_token_cannot_choose_its_algorithm(header):
    payload = sign(CLAIMS, SECRET).split(".")[1]

    with pytest.raises(UnauthorizedError):
        verify(resigned(encoded(header), payload), SECRET, audience="microlift:offer", now=NOW)


@pytest.mark.parametrize(
    "payload", ["", "e30", "!!!!", "bnVsbA", "W10", encoded(CLAIMS | {"exp": float("inf")}), ENDLESS]
)
def test_a_genuine_signature_under_something_else_proves_nothing(payload):
    header = sign(CLAIMS, SECRET).split(".")[0]

    with pytest.raises(UnauthorizedError):
        verify(resigned(header, payload), SECRET, audience="microlift:offer", now=NOW)


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "ß.ß.ß", sign(CLAIMS, "another secret")])
def test_what_we_did_not_sign_is_no_token(token):
    with pytest.raises(UnauthorizedError):
        verify(token, SECRET, audience="microlift:offer", now=NOW)


def test_a_token_is_for_one_audience_and_one_time():
    token = sign(CLAIMS | {"nbf": NOW // 1000}, SECRET)

    assert verify(token, SECRET, audience="microlift:offer", now=NOW)["sub"] == "s-0"
    with pytest.raises(UnauthorizedError):
        verify(token, SECRET, audience="microlift:session", now=NOW)
    with pytest.raises(UnauthorizedError):
        verify(token, SECRET, audience="microlift:offer", now=NOW - 1)
    with pytest.raises(TokenExpiredError):
        verify(token, SECRET, audience="microlift:offer", now=NOW + 60_000)


def resigned(header, payload):
    """Return a token of these parts, signed with our secret."""
    import hashlib
    import hmac

    signature = hmac.new(SECRET.encode(), f"{header}.{payload}".encode(), hashlib.sha256).digest()
    return f"{header}.{payload}." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
