"""How to reach the resources inside a component that its provider builds, such as those of pulumi_eks."""

from collections.abc import Callable, Mapping

import pulumi

Props = Mapping[str, object]


def completing(token: str, added: Callable[[Props], Props]) -> pulumi.ResourceTransform:
    """Return a transform that gives inputs to the resources of type `token` inside a component.

    `added` makes more inputs from those there are, by their names in the protocol (camelCase). What a transform says
    about options of such resources, the engine takes, except what they depend on; for that there is `after` of
    core/ordering.py.
    """

    def complete(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ != token:
            return None
        return pulumi.ResourceTransformResult(props={**args.props, **added(args.props)}, opts=args.opts)

    return complete
