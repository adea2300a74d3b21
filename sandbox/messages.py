"""Parts of the protocol's messages that the stand-ins share."""

from collections.abc import Sequence

from pulumi.runtime.proto import provider_pb2

from sandbox.diff import Change


def token_of(urn: str) -> str:
    """Return the type token in a URN."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def diff_response(found: Sequence[Change], *, delete_first: bool) -> provider_pb2.DiffResponse:
    """Return the changes `found` as the engine reads them; `delete_first` says so if one of them replaces."""
    replaced = {change.top for change in found if change.verdict == "replace"}
    kinds = provider_pb2.DiffResponse
    response = provider_pb2.DiffResponse(
        changes=kinds.DIFF_SOME if found else kinds.DIFF_NONE,
        replaces=sorted(replaced),
        diffs=sorted({change.top for change in found}),
        hasDetailedDiff=True,
        deleteBeforeReplace=bool(replaced) and delete_first,
    )
    for change in found:
        response.detailedDiff[change.path].CopyFrom(_detail(change))
    return response


def _detail(change: Change) -> provider_pb2.PropertyDiff:
    kinds = provider_pb2.PropertyDiff
    replaces = change.verdict == "replace"
    if change.old is None:
        kind = kinds.ADD_REPLACE if replaces else kinds.ADD
    elif change.new is None:
        kind = kinds.DELETE_REPLACE if replaces else kinds.DELETE
    else:
        kind = kinds.UPDATE_REPLACE if replaces else kinds.UPDATE
    return provider_pb2.PropertyDiff(kind=kind, inputDiff=True)
