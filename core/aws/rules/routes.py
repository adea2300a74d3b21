"""Listener rules of load balancers.

https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
"""

from collections.abc import Iterator

from core.aws.rules.base import Inputs, Rules, Violation, found, is_set, number, objects
from core.aws.rules.kinds import at_most, between, exactly_one, matches, one_of, within

_KINDS = {"forward", "redirect", "fixed-response", "authenticate-cognito", "authenticate-oidc", "jwt-validation"}
_CONDITIONS = ("hostHeader", "httpHeader", "httpRequestMethod", "pathPattern", "queryStrings", "sourceIp")


def _forward(inputs: Inputs) -> Iterator[Violation]:
    """Check that a forward action says where to, in one way, and that some target gets requests."""
    for where, action in objects(inputs, "actions[]"):
        if action.get("type") != "forward":
            continue
        given = [key for key in ("targetGroupArn", "forward") if is_set(action, key)]
        if len(given) != 1:
            yield Violation(
                f"{where}.targetGroupArn", f"{len(given)} targets", "exactly one of targetGroupArn, forward"
            )
        groups = objects(action, "forward.targetGroups[]")
        weights = [number(group, "weight") for _, group in groups]
        if groups and all(weight == 0 for weight in weights):
            yield Violation(f"{where}.forward.targetGroups[0].weight", "0", "more than 0 for one group at least")


def _values(inputs: Inputs) -> Iterator[Violation]:
    """Check that all conditions together name at most five values."""
    count = sum(1 for key in _CONDITIONS[:-2] for _ in found(inputs, f"conditions[].{key}.values[]"))
    if count > 5:
        yield Violation("conditions", f"{count} values", "at most 5 values in all conditions of a rule")


RULES: Rules = {
    "aws:lb/listenerRule:ListenerRule": (
        between("priority", 1, 50000),
        at_most("actions", 5, "actions"),
        one_of("actions[].type", _KINDS),
        between("actions[].forward.targetGroups[].weight", 0, 999),
        at_most("conditions", 10, "conditions"),
        within("conditions[]", exactly_one(*_CONDITIONS)),
        matches("conditions[].pathPattern.values[]", r"/?[\w.$/~\"'@:+&()!*?-]{1,128}", "a path, with * and ?"),
        within("actions[].forward", at_most("targetGroups", 5, "target groups")),
        _forward,
        _values,
    ),
}
