"""Load balancers, listeners and target groups as AWS takes them."""

from policies.feasibility.refusals import refusal, rest

SUBNETS = refusal(
    "feasible-load-balancer-subnets", "Application load balancers stand in two subnets", "Name a second subnet"
)
TLS = refusal(
    "feasible-listener-tls",
    "Listeners with TLS have a certificate and a policy that exists, those without have neither",
    "Give certificateArn and a TLS policy, or change the protocol",
)
ACTIONS = refusal("feasible-listener-actions", "Actions of listeners have what their type needs", "Complete the action")
CHECK = refusal("feasible-health-check", "A health check is over before the next one starts", "Change its times")
OTHER = rest("load-balancer", "Elastic Load Balancing takes what is asked of it", "Set the property to what AWS allows")
