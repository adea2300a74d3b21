"""Running a rule's check under the policy SDK.

Three things can happen in a check besides a violation. The value it needs is unknown: said once per resource and
property as advisory, whatever the rule's level, and decided at `up`. The check itself fails: reported as the rule's
own violation, so that the resource does not pass unseen and the other rules still run (the SDK would end the whole
preview). The resource is exempt: the engine is told that the rule does not apply, with the reason.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from pulumi_policy import ReportViolation, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from policies.lib.exemptions import Exemption, Exemptions
from policies.lib.record import Record
from policies.lib.resources import Resource, Stack, StackResource
from policies.lib.rule import Facts, Properties, Rule, StackRule, configured
from policies.lib.view import Malformed, Undecided


class UndecidedAtPreviewError(UnknownValueError):
    """What the SDK turns into an advisory line; it takes the text from `message`."""

    def __init__(self, what: Sequence[str]) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, list(what))
        self.message = f"cannot be decided at preview: {', '.join(what)}"


class NotMendedError(UnknownValueError):
    """What the SDK turns into a note that a resource was not mended; its check still follows."""

    def __init__(self, message: str) -> None:
        super().__init__(UNKNOWN_STRING_VALUE, [])
        self.message = message


class Judge:
    """Runs the rules of one pack and remembers which unknown values have been told, by packs served with it too."""

    def __init__(self, exemptions: Exemptions, record: Record, told: set[tuple[str, str]] | None = None) -> None:
        self.exemptions = exemptions
        self._record = record
        self._told = set() if told is None else told
        self.ran: set[str] = set()
        """The rules that had a turn: those that the configuration does not switch off."""

    def mend(self, rule: Rule, args: ResourceValidationArgs) -> Mapping[str, object] | None:
        """Mend the resource in place, if it is of a type that the rule looks at; return its inputs if any changed."""
        if rule.mend is None or args.resource_type not in rule.types:
            return None
        if self.exemptions.find(rule.name, args.urn, args.name):
            return None
        resource = Resource(args, configured(rule.settings, args.get_config()))
        try:
            added = rule.mend(resource, cast("Properties", args.props))
        except Undecided as undecided:
            raise NotMendedError(f"{undecided.path} is not known yet") from undecided
        except Exception as error:
            raise NotMendedError(f"the remedy itself failed ({_place(error)})") from error
        if not added:
            return None
        self._record.write("mended", rule=rule.name, urn=args.urn, added=added)
        return args.props

    def resource(self, rule: Rule, args: ResourceValidationArgs, report: ReportViolation) -> None:
        """Run a rule on the resource, if it is of a type that the rule looks at."""
        self._has_turn(rule)
        if args.resource_type not in rule.types:
            return
        exemption = self._exemption(rule, args.urn, args.name)
        if exemption is not None:
            args.not_applicable(f"exempt until {exemption.expires}: {exemption.reason}")
        undecided = self._run(
            rule,
            args.urn,
            lambda: rule.check(Resource(args, configured(rule.settings, args.get_config()))),
            lambda message: report(f"{message}. {rule.remedy}", None),
        )
        if undecided is not None and self._is_news(args.urn, undecided):
            raise UndecidedAtPreviewError([undecided])

    def stack(self, rules: Sequence[StackRule], args: StackValidationArgs, report: ReportViolation) -> None:
        """Run the rules of one topic on every resource that they look at."""
        stack = Stack(args.resources)
        for rule in rules:
            self._has_turn(rule)
        undecided = [
            f"{path} of {subject.name}"
            for rule in rules
            for subject in stack.of(rule.types)
            if (path := self._in_stack(rule, subject, stack, report)) is not None
        ]
        if undecided:
            raise UndecidedAtPreviewError(undecided)

    def _in_stack(self, rule: StackRule, subject: StackResource, stack: Stack, report: ReportViolation) -> str | None:
        if self._exemption(rule, subject.urn, subject.name) is not None:
            return None
        undecided = self._run(
            rule,
            subject.urn,
            lambda: rule.check(subject, stack),
            lambda message: report(f"{rule.name}: {message}. {rule.remedy}", subject.urn),
        )
        return undecided if undecided is not None and self._is_news(subject.urn, undecided) else None

    def _has_turn(self, rule: Facts) -> None:
        self._record.once("ran", rule.name)
        self.ran.add(rule.name)

    def _exemption(self, rule: Facts, urn: str, name: str) -> Exemption | None:
        found = self.exemptions.find(rule.name, urn, name)
        if not found:
            return None
        self._record.write("exempt", rule=rule.name, urn=urn, resource=found[0].resource)
        return found[0]

    def _run(
        self, rule: Facts, urn: str, check: Callable[[], Iterator[str]], report: Callable[[str], None]
    ) -> str | None:
        """Report what the check yields; return the path of the unknown value that kept it from an answer, if any."""
        messages: list[str] = []
        undecided = _collect(rule, check, messages)
        for message in messages:
            report(message)
        self._record.write("judged", rule=rule.name, urn=urn, messages=messages, undecided=undecided)
        return undecided

    def _is_news(self, urn: str, path: str) -> bool:
        if (urn, path) in self._told:
            return False
        self._told.add((urn, path))
        return True


def _collect(facts: Facts, check: Callable[[], Iterator[str]], messages: list[str]) -> str | None:
    """Add what the check yields to `messages`; return the path of the unknown value that ended it, if any."""
    try:
        messages.extend(check())
    except Undecided as undecided:
        return undecided.path
    except Malformed as malformed:
        messages.append(f"{malformed.path} is no valid JSON")
    except Exception as error:  # noqa: BLE001 - whatever is wrong in one rule must not stop the others
        messages.append(f"the rule {facts.name} itself failed ({_place(error)}), so nothing was judged")
    return None


def _place(error: Exception) -> str:
    """Return the kind of an error and its place. Not its text: it may quote a property, which may be a secret."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {place.filename.rpartition('/')[2]}:{place.lineno}"
