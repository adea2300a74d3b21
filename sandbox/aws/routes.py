"""Listener rules, by which several services share a load balancer."""

from collections.abc import Mapping

from sandbox.aws.common import TARGETS, arn, instant
from sandbox.resource_facts import ResourceFacts

FACTS: Mapping[str, ResourceFacts] = {
    "aws:lb/listenerRule:ListenerRule": ResourceFacts(
        id=arn("elasticloadbalancing", "listener-rule/app/balancer/{hex17:.16}/{uuid:.8}{hex8}/{hex8}{uuid:.8}"),
        times=instant(),
        outputs={"arn": "{id}"},
        references={
            "listenerArn": "aws:lb/listener:Listener#arn",
            "actions[].targetGroupArn": TARGETS,
            "actions[].forward.targetGroups[].arn": TARGETS,
        },
        free_references=("listenerArn",),
    ),
}
