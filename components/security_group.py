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
        aws.vpc.SecurityGroupIngressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=self.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr,
            description=description,
            opts=self._rule_options,
        )

    def allow_prefix_list(self, label: str, prefix_list_id: str, port: int, description: str) -> None:
        """Let the addresses of a list that AWS keeps connect to this group on `port`.

        Of the 60 rules that a group may have, such a rule counts as many as the list may have entries.
        """
        aws.vpc.SecurityGroupIngressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=self.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            prefix_list_id=prefix_list_id,
            description=description,
            opts=self._rule_options,
        )

    def allow_group(self, label: str, group_id: pulumi.Input[str], port: int, description: str) -> None:
        """Let the members of a group that is not ours (a Kubernetes cluster's) connect to this one on `port`."""
        aws.vpc.SecurityGroupIngressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=self.security_group_id,
            referenced_security_group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=description,
            opts=self._rule_options,
        )

    def open_to_group(self, label: str, group_id: pulumi.Input[str], port: int, description: str) -> None:
        """Let this group connect to a group that is not ours (a Kubernetes cluster's): out of here and into it."""
        aws.vpc.SecurityGroupEgressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=self.security_group_id,
            referenced_security_group_id=group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=description,
            opts=self._rule_options,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=group_id,
            referenced_security_group_id=self.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=description,
            opts=self._rule_options,
        )

    def allow_to_cidr(self, label: str, cidr: str, port: int, description: str) -> None:
        """Let this group connect to `cidr` on `port`. `label` names the rule and stays when the range changes."""
        aws.vpc.SecurityGroupEgressRule(
            f"{self.pulumi_resource_name}-{label}",
            security_group_id=self.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr,
            description=description,
            opts=self._rule_options,
        )

    def connect_to(self, target: "SecurityGroup", port: int, description: str) -> None:
        """Let this group connect to `target` on `port`: out of this one and into that one."""
        source_name, target_name = self.pulumi_resource_name, target.pulumi_resource_name
        aws.vpc.SecurityGroupEgressRule(
            f"{source_name}-to-{target_name}-{port}",
            security_group_id=self.security_group_id,
            referenced_security_group_id=target.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=description,
            opts=self._rule_options,
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{target_name}-from-{source_name}-{port}",
            security_group_id=target.security_group_id,
            referenced_security_group_id=self.security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=description,
            opts=pulumi.ResourceOptions(parent=target),
        )
