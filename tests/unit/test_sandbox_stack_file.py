from pathlib import Path

import pytest
import yaml

from sandbox.errors import SandboxError
from sandbox.stack_file import committed_settings, merge, read, update_copy


def test_what_the_user_changed_stays_and_the_rest_follows_the_committed_file() -> None:
    base = {"config": {"a": 1, "b": 2, "c": 3, "d": 4}}
    committed = {"config": {"a": 1, "b": 20, "c": 30, "e": 5}}
    copy = {"config": {"a": 10, "b": 2, "c": 33, "d": 4, "f": 6}, "encryptionsalt": "v1:salt"}
    assert merge(base, committed, copy) == {
        "config": {"a": 10, "b": 20, "c": 33, "e": 5, "f": 6},
        "encryptionsalt": "v1:salt",
    }


def test_settings_inside_a_setting_are_merged_one_by_one() -> None:
    base = {"settings": {"database": {"replicas": 1}}}
    committed = {"settings": {"database": {"replicas": 2}, "cache": {"shards": 3}}}
    copy = {"settings": {"database": {"replicas": 1, "instance_class": "db.t3.large"}}}
    assert merge(base, committed, copy) == {
        "settings": {"database": {"replicas": 2, "instance_class": "db.t3.large"}, "cache": {"shards": 3}}
    }


def test_a_setting_that_the_user_removed_stays_removed() -> None:
    assert merge({"a": 1, "b": 2}, {"a": 1, "b": 2}, {"b": 2}) == {"b": 2}


def test_the_copy_follows_over_several_runs(tmp_path: Path) -> None:
    copy, base = tmp_path / "copy.yaml", tmp_path / "base" / "copy.yaml"
    update_copy({"config": {"owner": "a"}}, copy, base)
    copy.write_text(yaml.safe_dump({"config": {"owner": "mine", "domain": "example.com"}}))
    update_copy({"config": {"owner": "b", "size": 1}}, copy, base)
    update_copy({"config": {"owner": "b", "size": 2}}, copy, base)
    assert read(copy) == {"config": {"owner": "mine", "domain": "example.com", "size": 2}}


def test_what_is_encrypted_elsewhere_is_left_out_and_named(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.prod.yaml"
    config = {"owner": "a", "phones": [{"secure": "v1:x"}], "pager": {"secure": "v1:y"}}
    file.write_text(yaml.safe_dump({"secretsprovider": "awskms://key", "encryptedkey": "k", "config": config}))
    assert committed_settings(file, {"architecture": "ims"}) == (
        {"config": {"owner": "a", "architecture": "ims"}},
        ["pager", "phones"],
    )


def test_a_file_that_is_not_a_mapping_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    for text in ("- a\n", "a: [\n"):
        file.write_text(text)
        with pytest.raises(SandboxError, match=r"Pulumi\.dev\.yaml"):
            read(file)
