"""The functions of AWS that a program may call."""

import secrets
import string
from collections.abc import Callable, Mapping

from sandbox.eks_addons import newest_version
from sandbox.errors import SandboxError
from sandbox.outputs import ACCOUNT

_Arguments = Mapping[str, object]


def _caller_identity(_arguments: _Arguments, _region: str) -> dict[str, object]:
    arn = f"arn:aws:iam::{ACCOUNT}:user/sandbox"
    return {"accountId": ACCOUNT, "arn": arn, "userId": "AIDASANDBOX", "id": ACCOUNT}


def _region(_arguments: _Arguments, region: str) -> dict[str, object]:
    return {"id": region, "region": region, "description": region, "endpoint": f"ec2.{region}.amazonaws.com"}


def _partition(_arguments: _Arguments, _region: str) -> dict[str, object]:
    return {"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws"}


def _random_password(arguments: _Arguments, _region: str) -> dict[str, object]:
    """Make a new password at each call, as AWS does: 32 characters unless told otherwise."""
    characters = string.ascii_letters + string.digits
    if not arguments.get("excludePunctuation"):
        characters += string.punctuation
    allowed = [character for character in characters if character not in str(arguments.get("excludeCharacters", ""))]
    length = arguments.get("passwordLength", 32)
    password = "".join(secrets.choice(allowed) for _ in range(length if isinstance(length, int) else 32))
    return {"id": "password", "randomPassword": password}


_INVOKES: Mapping[str, Callable[[_Arguments, str], dict[str, object]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getPartition:getPartition": _partition,
    "aws:eks/getAddonVersion:getAddonVersion": newest_version,
    "aws:secretsmanager/getRandomPassword:getRandomPassword": _random_password,
}


def invoke(token: str, arguments: _Arguments, region: str) -> dict[str, object]:
    """Return what the function `token` answers; raise `SandboxError` for one that the sandbox does not have."""
    function = _INVOKES.get(token)
    if function is None:
        raise SandboxError(f"the sandbox cannot answer {token}; it knows {', '.join(_INVOKES)} (sandbox/invokes.py)")
    return {**arguments, **function(arguments, region)}
