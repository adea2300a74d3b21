"""How to reach the resources inside a component that its provider builds, such as those of pulumi_eks."""

from collections.abc import Callable, Mapping, Sequence

import pulumi

Props = Mapping[str, object]


def completing(token: str, added: Callable[[Props], Props]) -> pulumi.ResourceTransform:
    """Return a transform that gives inputs to the resources of type `token` inside a component.

    `added` makes more inputs from those there are, by their names in the protocol (camelCase). What a transform says
    about options of such resources, the engine takes, except what they depend on; for that there is `after`.
    """

    def complete(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ != token:
            return None
        return pulumi.ResourceTransformResult(props={**args.props, **added(args.props)}, opts=args.opts)

    return complete


def after(value: pulumi.Input[str], resources: Sequence[pulumi.Resource]) -> pulumi.Output[str]:
    """Return `value` as something that is known once `resources` are there.

    Given to a component as an input, it makes the resource that the input ends up in depend on `resources`: made after
    them and deleted before them. What the component itself depends on holds back no deletion inside it.
    """
    known: pulumi.Output[list[str]] = pulumi.Output.all(value, *(resource.urn for resource in resources))
    return known.apply(lambda values: values[0])
