"""Values that are known before they may be used."""

import pulumi


def after(value: pulumi.Input[str], *resources: pulumi.Resource) -> pulumi.Output[str]:
    """Return a value that only counts once the resources are there; whoever uses it comes after them.

    It hangs on their URNs, which a preview knows. Ids are not known then, and a preview could not show the value.

    Given to a component that its provider builds, it makes the resource that the input ends up in depend on the
    resources: made after them and deleted before them. What the component itself depends on holds back no deletion
    inside it.
    """
    known: pulumi.Output[list[str]] = pulumi.Output.all(value, *(resource.urn for resource in resources))
    return known.apply(lambda values: values[0])
