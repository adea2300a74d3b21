"""The labels by which people and tools find objects.

https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
"""

import pulumi

NAME_LABEL = "app.kubernetes.io/name"


def recommended_labels(name: str, part_of: pulumi.Input[str]) -> dict[str, pulumi.Input[str]]:
    """Return the labels of an object of the workload `name`. They are no selector: only the name stays for ever."""
    return {
        NAME_LABEL: name,
        "app.kubernetes.io/instance": name,
        "app.kubernetes.io/part-of": part_of,
        "app.kubernetes.io/managed-by": "Pulumi",
    }
