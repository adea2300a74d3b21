"""A way into the private network for people who administer it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.aws.vpn import check_client_range
from core.domain_types import Cidr
from core.sections.base import Section, SettingError, concerning

CertificateArn = Annotated[str, Field(pattern=r"^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]{36}$")]
SamlProviderArn = Annotated[str, Field(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:saml-provider/[\w+=,.@-]{1,128}$")]


class ClientVpnSettings(Section):
    """AWS Client VPN (SCA-202). Who signs in reaches the VPC, and through it nothing else.

    Each association and each connection is priced by the hour.
    """

    server_certificate_arn: CertificateArn = Field(
        description="Certificate of ACM in the stack's region with which the VPN shows itself."
    )
    client_certificate_arn: CertificateArn | None = Field(
        default=None,
        description="Certificate of ACM whose authority signs the certificates of people; or null, with "
        "saml_provider_arn.",
    )
    saml_provider_arn: SamlProviderArn | None = Field(
        default=None,
        description="Identity provider in IAM at which people sign in, with several factors if it asks for them; or "
        "null, with client_certificate_arn.",
    )
    client_cidr: Cidr = Field(
        default="10.100.0.0/22",
        description="Range of addresses for people's computers, /12 to /22, apart from the VPC's. Changing it replaces "
        "the VPN.",
    )
    zones: int = Field(
        default=1, ge=1, le=6, description="Zones in which the VPN ends; with two it survives the loss of one."
    )
    session_hours: Literal[8, 10, 12, 24] = Field(default=8, description="Hours after which people must sign in again.")

    @model_validator(mode="after")
    def _people_sign_in_in_one_way(self) -> Self:
        if (self.client_certificate_arn is None) == (self.saml_provider_arn is None):
            raise SettingError("client_certificate_arn", "give either this or saml_provider_arn")
        return self

    @model_validator(mode="after")
    def _aws_takes_the_range(self) -> Self:
        with concerning("client_cidr"):
            check_client_range(self.client_cidr)
        return self
