"""The add-ons that the cluster component makes by itself."""

from collections.abc import Mapping

import pulumi

from sandbox.eks.children import Child, compact, group, plain, then, whole

_ADDON = "aws:eks/addon:Addon"

# Option of the component, variable of the container, value if the option is not given (None: no variable).
_CNI_VARIABLES = (
    ("nodePortSupport", "AWS_VPC_CNI_NODE_PORT_SUPPORT", None),
    ("customNetworkConfig", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", None),
    ("warmEniTarget", "WARM_ENI_TARGET", "1"),
    ("warmIpTarget", "WARM_IP_TARGET", None),
    ("warmPrefixTarget", "WARM_PREFIX_TARGET", None),
    ("enablePrefixDelegation", "ENABLE_PREFIX_DELEGATION", None),
    ("logLevel", "AWS_VPC_K8S_CNI_LOGLEVEL", "DEBUG"),
    ("logFile", "AWS_VPC_K8S_CNI_LOG_FILE", "/host/var/log/aws-routed-eni/ipamd.log"),
    ("vethPrefix", "AWS_VPC_K8S_CNI_VETHPREFIX", "eni"),
    ("eniMtu", "AWS_VPC_ENI_MTU", "9001"),
    ("eniConfigLabelDef", "ENI_CONFIG_LABEL_DEF", None),
    ("pluginLogLevel", "AWS_VPC_K8S_PLUGIN_LOG_LEVEL", "DEBUG"),
    ("pluginLogFile", "AWS_VPC_K8S_PLUGIN_LOG_FILE", "/var/log/aws-routed-eni/plugin.log"),
    ("enablePodEni", "ENABLE_POD_ENI", "false"),
    ("cniConfigureRpfilter", "AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER", None),
    ("cniCustomNetworkCfg", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"),
    ("cniExternalSnat", "AWS_VPC_K8S_CNI_EXTERNALSNAT", "false"),
)


def kube_proxy(name: str, cluster: Child, inputs: Mapping[str, object], opts: pulumi.ResourceOptions) -> None:
    """Make the add-on kube-proxy unless the options turn it off."""
    options = group(inputs, "kubeProxyAddonOptions")
    if plain(options, "enabled") is not False:
        _addon(name, "kube-proxy", cluster, options, inputs.get("tags"), opts)


def coredns(name: str, cluster: Child, inputs: Mapping[str, object], opts: pulumi.ResourceOptions) -> None:
    """Make the add-on coredns if the options ask for it: without a default node group it is off."""
    options = group(inputs, "corednsAddonOptions")
    if plain(options, "enabled") is True or options.get("configurationValues") is not None:
        _addon(name, "coredns", cluster, options, inputs.get("tags"), opts)


def _addon(
    name: str,
    addon: str,
    cluster: Child,
    options: Mapping[str, object],
    tags: object,
    opts: pulumi.ResourceOptions,
) -> None:
    version = options.get("version") or _version_for(addon, cluster, opts)
    _make(f"{name}-{addon}", addon, version, options, options.get("configurationValues"), cluster, tags, opts)


class VpcCni(pulumi.ComponentResource):
    """The component around the add-on vpc-cni."""

    def __init__(
        self,
        name: str,
        cluster: Child,
        options: Mapping[str, object],
        tags: object,
        opts: pulumi.ResourceOptions,
    ) -> None:
        super().__init__("eks:index:VpcCniAddon", name, {}, opts)
        own = pulumi.ResourceOptions(parent=self)
        version = options.get("addonVersion") or _version_for("vpc-cni", cluster, own)
        values = then(dict(options), cni_values)
        self.addon = _make(name, "vpc-cni", version, options, values, cluster, tags, own)
        self.register_outputs({"addon": self.addon})


def cni_values(given: object) -> dict[str, object]:
    """Return the configuration of vpc-cni that the component makes of its options; all values are strings."""
    options = _mapping(given)
    environment: dict[str, object] = {}
    for option, variable, default in _CNI_VARIABLES:
        value = options.get(option) or (options.get("externalSnat") if option == "cniExternalSnat" else None)
        if value or default is not None:
            environment[variable] = _word(value) if value else default
    early = {"DISABLE_TCP_EARLY_DEMUX": _word(bool(options.get("disableTcpEarlyDemux")))}
    values = _mapping(options.get("configurationValues"))
    if options.get("enableNetworkPolicy") is not None:
        values.setdefault("enableNetworkPolicy", _word(options["enableNetworkPolicy"]))
    init = _mapping(values.get("init"))
    return {
        **values,
        "env": environment | _mapping(values.get("env")),
        "init": {**init, "env": early | _mapping(init.get("env"))},
    }


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(whole(value))


def _version_for(addon: str, cluster: Child, opts: pulumi.ResourceOptions) -> pulumi.Output[object]:
    """Ask AWS for the newest version of an add-on, as the real component does when none is pinned."""
    arguments = {"addonName": addon, "kubernetesVersion": cluster.output("version"), "mostRecent": True}
    token = "aws:eks/getAddonVersion:getAddonVersion"  # noqa: S105 # a function of the provider
    answer = pulumi.runtime.invoke_output(token, arguments, pulumi.InvokeOptions(parent=opts.parent))
    return answer.apply(lambda found: found["version"])


def _make(
    name: str,
    addon: str,
    version: object,
    options: Mapping[str, object],
    values: object,
    cluster: Child,
    tags: object,
    opts: pulumi.ResourceOptions,
) -> Child:
    inputs = {
        "addonName": addon,
        "addonVersion": version,
        "clusterName": cluster.output("name"),
        "configurationValues": None if values is None else then(values, compact),
        "preserve": True,
        "resolveConflictsOnCreate": options.get("resolveConflictsOnCreate") or "OVERWRITE",
        "resolveConflictsOnUpdate": options.get("resolveConflictsOnUpdate") or "OVERWRITE",
        "serviceAccountRoleArn": options.get("serviceAccountRoleArn"),
        "tags": tags,
    }
    return Child(_ADDON, name, inputs, opts)
