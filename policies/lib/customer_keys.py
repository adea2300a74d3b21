"""Whether data is encrypted with a key that the account's owner controls."""

from collections.abc import Iterator

from policies.lib.view import View


def missing_customer_key(view: View, path: str) -> Iterator[str]:
    """Yield what is wrong if no customer-managed key is named at `path`.

    A key that the same program makes has no ARN before `up`; it counts as named. AWS's own keys (`alias/aws/...`) have
    a policy that nobody can change, so they neither separate duties nor can be shared with another account.
    """
    key = view.peek(path)
    if not view.given(path):
        yield f"{path} names no key"
    elif isinstance(key, str) and "alias/aws/" in key:
        yield f"{path} names a key of AWS, not one of the account"
