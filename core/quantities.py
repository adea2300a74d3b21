"""Amounts of CPU and memory as Kubernetes writes them.

The API server stores an amount in its shortest form, 1 for 1000m and 1Gi for 1024Mi, so any other form would look like
a change at every refresh. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""


def cpu_quantity(millicores: int) -> str:
    """Return an amount of CPU, given in thousandths of a core."""
    cores, rest = divmod(millicores, 1000)
    return f"{millicores}m" if rest else str(cores)


def memory_quantity(mebibytes: int) -> str:
    """Return an amount of memory, given in MiB."""
    gibibytes, rest = divmod(mebibytes, 1024)
    return f"{mebibytes}Mi" if rest else f"{gibibytes}Gi"
