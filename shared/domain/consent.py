"""Consent after Google's Consent Mode v2: four purposes, each denied until granted."""

from typing import Literal

from shared.domain.frozen import frozen

Choice = Literal["granted", "denied"]


@frozen
class Consent:
    """What the shopper allows; what was not said is denied."""

    analytics_storage: Choice = "denied"
    ad_storage: Choice = "denied"
    ad_user_data: Choice = "denied"
    ad_personalization: Choice = "denied"

    @property
    def allows_analytics(self) -> bool:
        """Whether events may be stored, and the visitor recognised later."""
        return self.analytics_storage == "granted"
