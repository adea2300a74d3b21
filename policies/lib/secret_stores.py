"""Where a password that a program hands to a service comes from.

The SDK marks such properties secret whatever the program wrote, and rules see them as plain text, so the value itself
does not tell a generated password from one in the source code. What it was computed from does.
"""

from collections.abc import Iterator

from policies.lib.resources import Stack, StackResource

_STORES = frozenset(
    {
        "aws:secretsmanager/secretVersion:SecretVersion",
        "aws:secretsmanager/secret:Secret",  # read back through a data source of the secret
        "aws:ssm/parameter:Parameter",
        "random:index/randomPassword:RandomPassword",
    }
)


def not_from_a_store(subject: StackResource, name: str, stack: Stack) -> Iterator[str]:
    """Yield what is wrong if property `name` is set and was not computed from a store or generator of secrets."""
    if subject.given(name) and not any(stack.token_of(urn) in _STORES for urn in subject.sources(name)):
        yield f"{name} does not come from a secret of the stack: it is written in the program or its configuration"
