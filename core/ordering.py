"""Values that are known before they may be used."""

import pulumi


def after(value: str, *resources: pulumi.Resource) -> pulumi.Output[str]:
    """Return a value that only counts once the resources are there; whoever uses it comes after them.

    It hangs on their URNs, which a preview knows. Ids are not known then, and a preview could not show the value.
    """
    return pulumi.Output.all(*(resource.urn for resource in resources)).apply(lambda _: value)
