"""What the real components refuse before they register anything, and what the stand-in does not have."""

from collections.abc import Iterator, Mapping

from pulumi.errors import InputPropertiesError, InputPropertyErrorDetails

from sandbox.eks.children import plain

_Problem = tuple[str, str]
_Inputs = Mapping[str, object]

_MODES = ("API", "API_AND_CONFIG_MAP", "CONFIG_MAP")
_OF_CONFIG_MAP = ("roleMappings", "userMappings", "instanceRoles")
_CLUSTER_LACKS = (
    *("autoMode", "clusterSecurityGroup", "creationRoleProvider", "fargate", "instanceProfileName", "instanceRole"),
    *("nodeGroupOptions", "providerCredentialOpts", "proxy", "storageClasses", "createInstanceRole"),
)
_TEMPLATE_INPUTS = (
    *("kubeletExtraArgs", "bootstrapExtraArgs", "bottlerocketSettings", "nodeadmExtraOptions"),
    *("enableIMDSv2", "userData", "amiId", "enableEfaSupport"),
)
_GROUP_LACKS = (*_TEMPLATE_INPUTS, "gpu", "operatingSystem", "placementGroupAvailabilityZone")


def check_cluster(inputs: _Inputs) -> None:
    """Raise `InputPropertiesError` for inputs of a cluster that cannot be served."""
    _refuse([*_cluster_problems(inputs), *_lacking(inputs, _CLUSTER_LACKS)])


def check_node_group(inputs: _Inputs) -> None:
    """Raise `InputPropertiesError` for inputs of a managed node group that cannot be served."""
    _refuse([*_node_group_problems(inputs), *_lacking(inputs, _GROUP_LACKS)])


def _refuse(problems: list[_Problem]) -> None:
    if problems:
        details: list[InputPropertyErrorDetails] = [{"property_path": path, "reason": why} for path, why in problems]
        raise InputPropertiesError("the inputs are refused", details)


def _cluster_problems(inputs: _Inputs) -> Iterator[_Problem]:
    mode = plain(inputs, "authenticationMode")
    if mode is not None and mode not in _MODES:
        yield "authenticationMode", f"{mode} is given, one of {', '.join(_MODES)} is allowed"
    if mode == "API":
        for key in _OF_CONFIG_MAP:
            if inputs.get(key):
                yield key, "does not support values when authenticationMode is API"
    if inputs.get("accessEntries") and mode not in ("API", "API_AND_CONFIG_MAP"):
        yield "accessEntries", "is not supported unless authenticationMode is API or API_AND_CONFIG_MAP"
    if inputs.get("subnetIds") and (inputs.get("publicSubnetIds") or inputs.get("privateSubnetIds")):
        yield "subnetIds", "excludes publicSubnetIds and privateSubnetIds; choose a single approach"
    if inputs.get("publicAccessCidrs") is not None and plain(inputs, "endpointPublicAccess") is False:
        yield "publicAccessCidrs", "can only be set when endpointPublicAccess is true"
    yield from _cluster_limits(inputs, mode)


def _cluster_limits(inputs: _Inputs, mode: object) -> Iterator[_Problem]:
    """Yield what the real component would serve, and the stand-in does not."""
    if mode != "API":
        yield "authenticationMode", "the sandbox has the mode API only"
    if not plain(inputs, "skipDefaultNodeGroup"):
        yield "skipDefaultNodeGroup", "the sandbox has no default node group; set it to true"
    if inputs.get("vpcId") is None:
        yield "vpcId", "the sandbox has no default VPC"


def _node_group_problems(inputs: _Inputs) -> Iterator[_Problem]:
    roles = [key for key in ("nodeRole", "nodeRoleArn") if inputs.get(key) is not None]
    if len(roles) == 2:
        yield "nodeRole", "you cannot specify both nodeRole and nodeRoleArn"
    if not roles:
        yield "nodeRole", "an IAM role or its ARN must be provided"
    for key in ("gpu", "amiType"):
        if inputs.get("amiId") and inputs.get(key):
            yield "amiId", f"you cannot specify both amiId and {key}"
    given = [key for key in _TEMPLATE_INPUTS if inputs.get(key) is not None]
    if inputs.get("launchTemplate") is not None and given:
        yield "launchTemplate", f"a launch template excludes {', '.join(given)}; say it in the template"


def _lacking(inputs: _Inputs, keys: tuple[str, ...]) -> Iterator[_Problem]:
    for key in keys:
        if inputs.get(key) not in (None, False):
            yield key, "the sandbox's stand-in for pulumi-eks does not have this input (docs/sandbox.md)"
