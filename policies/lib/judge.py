"""Running a rule's check under the policy SDK.

Three things can happen in a check besides a violation. The value it needs is unknown: said once per resource and
property as advisory, whatever the rule's level, and decided at `up`. The check itself fails: reported as the rule's
own violation, so that the resource does not pass unseen and the other rules still run (the SDK would end the whole
preview). The resource is exempt: the engine is told that the rule does not apply, with the reason.
"""

import traceback
from collections.abc import Callable, Iterator, Sequence

from pulumi_policy import ReportViolation, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from policies.lib.exemptions import Exemptions
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import Facts, Rule, StackRule, configured
from policies.lib.view import Malformed, Undecided


class UndecidedAtPreviewError(UnknownValueError):
    """What the SDK turns into an advisory line; it takes the text from `message`."""

    def __init__(self, what: Sequence[str]) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, list(what))
        self.message = f"cannot be decided at preview: {', '.join(what)}"


class Judge:
    """Runs the rules of one pack and remembers which unknown values have been told."""

    def __init__(self, exemptions: Exemptions) -> None:
        self.exemptions = exemptions
        self._told: set[tuple[str, str]] = set()

    def resource(self, rule: Rule, args: ResourceValidationArgs, report: ReportViolation) -> None:
        """Run a rule on the resource, if it is of a type that the rule looks at."""
        if args.resource_type not in rule.types:
            return
        exemption = self.exemptions.find(rule.name, args.urn, args.name)
        if exemption is not None:
            args.not_applicable(f"exempt until {exemption.expires}: {exemption.reason}")
        undecided = _run(
            rule,
            lambda: rule.check(Resource(args, configured(rule.settings, args.get_config()))),
            lambda message: report(f"{message}. {rule.remedy}", None),
        )
        if undecided is not None and self._is_news(args.urn, undecided):
            raise UndecidedAtPreviewError([undecided])

    def stack(self, rules: Sequence[StackRule], args: StackValidationArgs, report: ReportViolation) -> None:
        """Run the rules of one topic on every resource that they look at."""
        stack = Stack(args.resources)
        undecided = [
            f"{path} of {subject.name}"
            for rule in rules
            for subject in stack.of(rule.types)
            if (path := self._in_stack(rule, subject, stack, report)) is not None
        ]
        if undecided:
            raise UndecidedAtPreviewError(undecided)

    def _in_stack(self, rule: StackRule, subject: StackResource, stack: Stack, report: ReportViolation) -> str | None:
        if self.exemptions.find(rule.name, subject.urn, subject.name) is not None:
            return None
        undecided = _run(
            rule,
            lambda: rule.check(subject, stack),
            lambda message: report(f"{rule.name}: {message}. {rule.remedy}", subject.urn),
        )
        return undecided if undecided is not None and self._is_news(subject.urn, undecided) else None

    def _is_news(self, urn: str, path: str) -> bool:
        if (urn, path) in self._told:
            return False
        self._told.add((urn, path))
        return True


def _run(facts: Facts, check: Callable[[], Iterator[str]], report: Callable[[str], None]) -> str | None:
    """Report what the check yields; return the path of the unknown value that kept it from an answer, if any."""
    try:
        for message in check():
            report(message)
    except Undecided as undecided:
        return undecided.path
    except Malformed as malformed:
        report(f"{malformed.path} is no valid JSON")
    except Exception as error:  # noqa: BLE001 - whatever is wrong in one rule must not stop the others
        # Not the error's text: it may quote a property, and a property may be a secret.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{place.filename.rpartition('/')[2]}:{place.lineno}"
        report(f"the rule {facts.name} itself failed ({type(error).__name__} in {where}), so nothing was judged")
    return None
