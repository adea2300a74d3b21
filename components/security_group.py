"""A security group whose rules are resources of their own, each named by what it lets through."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from core.naming import type_token


@dataclass(frozen=True, kw_only=True)
class SecurityGroupArgs:
    """What a security group is made from. Changing `description` or `physical_name` replaces the group.

    `physical_name` is for names that a document states (AWS-050); otherwise Pulumi chooses one.
    """

    vpc_id: pulumi.Input[str]
    description: str
    physical_name: str | None = None


class SecurityGroup(pulumi.ComponentResource):
    """A security group that lets nothing in or out until a rule is added. Rules are TCP on one port.

    Answers need no rule (groups are stateful) and neither does DNS through the VPC's own resolver:
    https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
    """

    security_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: SecurityGroupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("network", "SecurityGroup"), name, {}, opts)
        self._rule_options = pulumi.ResourceOptions(parent=self)
        group = aws.ec2.SecurityGroup(
            name,
            name=args.physical_name,
            description=args.description,
            vpc_id=args.vpc_id,
            tags={"Name": name},
            # A fixed name cannot be had twice in a VPC, so the old group has to go first.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=args.physical_name is not None),
        )
        self.security_group_id = group.id
        self.register_outputs({"securityGroupId": self.security_group_id})

    def allow_cidr(self, label: str, cidr: str, port: int, description: str) -> None:
        """Let `cidr` connect to this group on `port`. `label` names the rule and stays when the range changes."""
        self._into(label, port, description, cidr=cidr)

    def allow_prefix_list(self, label: str, prefix_list_id: str, port: int, description: str) -> None:
        """Let the addresses of a list that AWS keeps connect to this group on `port`.

        Of the 60 rules that a group may have, such a rule counts as many as the list may have entries.
        """
        self._into(label, port, description, prefix_list_id=prefix_list_id)

    def allow_group(self, label: str, group_id: pulumi.Input[str], port: int, description: str) -> None:
        """Let the members of another group, such as that of a Kubernetes cluster, connect to this one on `port`."""
        self._into(label, port, description, source=group_id)

    def open_to_group(self, label: str, group_id: pulumi.Input[str], port: int, description: str) -> None:
        """Let this group connect to a group that is not ours (a Kubernetes cluster's): out of here and into it."""
        self._out(label, port, description, target=group_id)
        self._into(label, port, description, source=self.security_group_id, group_id=group_id)

    def allow_to_cidr(self, label: str, cidr: str, port: int, description: str) -> None:
        """Let this group connect to `cidr` on `port`. `label` names the rule and stays when the range changes."""
        self._out(label, port, description, cidr=cidr)

    def connect_to(self, target: "SecurityGroup", port: int, description: str) -> None:
        """Let this group connect to `target` on `port`: out of this one and into that one."""
        source_name, target_name = self.pulumi_resource_name, target.pulumi_resource_name
        self._out(f"to-{target_name}-{port}", port, description, target=target.security_group_id)
        target.allow_group(f"from-{source_name}-{port}", self.security_group_id, port, description)

    def _into(
        self,
        label: str,
        port: int,
        description: str,
        *,
        cidr: str | None = None,
        prefix_list_id: str | None = None,
        source: pulumi.Input[str] | None = None,
        group_id: pulumi.Input[str] | None = None,
    ) -> None:
        """Let one of the sources into this group, or into `group_id`, which is not ours."""
        aws.vpc.SecurityGroupIngressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=self.security_group_id if group_id is None else group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr,
            prefix_list_id=prefix_list_id,
            referenced_security_group_id=source,
            description=description,
            opts=self._rule_options,
        )

    def _out(
        self,
        label: str,
        port: int,
        description: str,
        *,
        cidr: str | None = None,
        target: pulumi.Input[str] | None = None,
    ) -> None:
        """Let this group out to one of the targets."""
        aws.vpc.SecurityGroupEgressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=self.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr,
            referenced_security_group_id=target,
            description=description,
            opts=self._rule_options,
        )
