"""A pool of connections before a database, for programs that open many and use few."""

from pydantic import Field

from core.domain_types import Percent
from core.sections.base import Section


class DatabaseProxySettings(Section):
    """RDS Proxy before the database (SCA-156). Its price goes by the processors of the database."""

    max_connections_percent: Percent = Field(
        default=80, description="Share of the database's connections that the proxy may open."
    )
    idle_client_seconds: int = Field(
        default=1800, ge=1, le=28800, description="Seconds after which an idle connection of a client is closed."
    )
    borrow_timeout_seconds: int = Field(
        default=120, ge=0, le=3600, description="Seconds that a client waits for a free connection."
    )
