"""How Redis in a pod is configured, started and asked how it is."""

from collections.abc import Sequence

from core.sections.redis import RedisSettings

PORT = 6379
DATA_FOLDER = "/data"
CONFIG_FOLDER = "/etc/redis"
CONFIG_FILE = "redis.conf"
RUN_FOLDER = "/run/redis"
"""In memory: the configuration with the password in it."""

PASSWORD_VARIABLE = "REDISCLI_AUTH"  # noqa: S105  # a variable's name
"""redis-cli signs in with it by itself."""


def configuration(settings: RedisSettings) -> str:
    """Return the configuration without the password.

    Every write goes to a file, which is on the volume a second later at the latest (SCA-077):
    https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
    """
    megabytes = settings.resources.memory_limit * settings.data_percent // 100
    lines = {
        "bind": "*",
        "port": str(PORT),
        "dir": DATA_FOLDER,
        "appendonly": "yes",
        "appendfsync": "everysec",
        # A crash may leave half of the last command, which is not worth staying down for.
        "aof-load-truncated": "yes",
        "save": '""',
        "maxmemory": f"{megabytes}mb",
        "maxmemory-policy": settings.eviction,
        "tcp-keepalive": "60",
        "shutdown-timeout": "20",
    }
    return "".join(f"{key} {value}\n" for key, value in lines.items())


def start_command() -> Sequence[str]:
    """Return the command that adds the password to the configuration and becomes Redis.

    On the command line every process of the pod could read it. Redis is the first process, and so gets the notice to
    stop.
    """
    target = f"{RUN_FOLDER}/{CONFIG_FILE}"
    script = (
        f"umask 077 && cp {CONFIG_FOLDER}/{CONFIG_FILE} {target} && "
        f'printf "requirepass %s\\n" "${PASSWORD_VARIABLE}" >> {target} && exec redis-server {target}'
    )
    return ["sh", "-c", script]


def alive_command() -> Sequence[str]:
    """Return the command that succeeds while Redis answers anything at all, even that it is loading."""
    return ["redis-cli", "-p", str(PORT), "ping"]


def ready_command() -> Sequence[str]:
    """Return the command that succeeds while Redis serves; redis-cli calls an error an answer too."""
    return ["sh", "-c", f'test "$(redis-cli -p {PORT} ping)" = PONG']
