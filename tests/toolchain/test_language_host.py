"""Our Python language host under the real CLI."""

import json
import os
import signal
import sys
import time

from tests.toolchain.project import PATIENCE, PYTHON_RUNTIME, Project, outputs, wait_for
from toolchain.pins import pulumi_pin

# Says that it runs, sleeps, and says which signal ended the sleep.
SLEEPER = """
    import os, pathlib, signal, time

    def note(number, _frame):
        pathlib.Path("ended").write_text(signal.Signals(number).name)
        os._exit(1)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    pathlib.Path("started.new").write_text(str(os.getpid()))
    pathlib.Path("started.new").rename("started")
    time.sleep(60)
"""


def is_running(process: int) -> bool:
    """Tell whether a process exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_program_runs_in_its_environment_with_its_stack_and_configuration(project: Project) -> None:
    project.program("""
        import sys
        import pulumi

        config = pulumi.Config()
        pulumi.export("prefix", sys.prefix)
        pulumi.export("stack", f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}")
        pulumi.export("root", pulumi.get_root_directory())
        pulumi.export("plain", [config.require("size"), pulumi.runtime.is_config_secret("tiny:size")])
        pulumi.export("secret", [config.require("token"), pulumi.runtime.is_config_secret("tiny:token")])
        print("from the program")
    """)
    project.ok("config", "set", "size", "3")
    project.ok("config", "set", "--secret", "token", "of a test")
    assert "from the program" in project.ok("up", "--yes", "--skip-preview")
    assert outputs(project) == {
        "prefix": sys.prefix,
        "stack": "organization/tiny/dev",
        "root": str(project.folder),
        "plain": ["3", False],
        "secret": ["of a test", True],
    }


def test_a_program_without_configuration_runs(project: Project) -> None:
    project.program("import pulumi; pulumi.export('size', pulumi.Config().get('size'))")
    assert "+ 1 to create" in project.ok("preview")


def test_an_exception_is_shown_once_and_fails_the_command(project: Project) -> None:
    project.program("raise RuntimeError('the reason')")
    code, output = project.run("preview", "--diff")
    assert code == 1
    assert output.count("RuntimeError: the reason") == 1
    assert "exit code" not in output


def test_a_program_that_exits_by_itself_fails_the_command_with_its_exit_code(project: Project) -> None:
    project.program("import os; os._exit(3)")
    code, output = project.run("preview")
    assert code == 1
    assert "the program ended with exit code 3" in output


def test_a_missing_virtual_environment_is_named(project: Project) -> None:
    runtime = {"name": "python", "options": {"virtualenv": "nowhere"}}
    project.write("Pulumi.yaml", json.dumps({"name": "tiny", "runtime": runtime}))
    project.program("")
    code, output = project.run("preview")
    assert code == 1
    assert f'"{project.folder / "nowhere"}" doesn\'t exist' in output


def test_about_names_the_python_and_the_plugins_of_the_installed_packages(project: Project) -> None:
    about = json.loads(project.ok("about", "--json"))
    assert about["runtime"]["executable"] == f"{sys.prefix}/bin/python"
    plugins = {plugin["name"]: plugin["version"] for plugin in about["plugins"]}
    assert plugins["python"] == pulumi_pin()
    assert {"aws", "eks", "kubernetes"} <= plugins.keys()


def test_a_policy_pack_knows_the_stack_and_its_configuration(project: Project) -> None:
    pack = project.write("pack/PulumiPolicy.yaml", json.dumps({"name": "pack", "runtime": PYTHON_RUNTIME})).parent
    project.write(
        "pack/__main__.py",
        """
        import pulumi
        from pulumi_policy import EnforcementLevel, PolicyPack, StackValidationPolicy

        known = f"{pulumi.get_stack()} {pulumi.Config('tiny').get('size')} {pulumi.runtime.is_dry_run()}"

        def tell(_args, report_violation):
            report_violation(f"the pack knows: {known}")

        PolicyPack("pack", [StackValidationPolicy("tell", "tells", tell, EnforcementLevel.MANDATORY)])
        """,
    )
    project.program("")
    project.ok("config", "set", "size", "3")
    code, output = project.run("preview", "--policy-pack", str(pack))
    assert code == 1
    assert "the pack knows: dev 3 True" in output


def test_a_policy_pack_that_fails_to_start_shows_its_own_error(project: Project) -> None:
    pack = project.write("pack/PulumiPolicy.yaml", json.dumps({"name": "pack", "runtime": PYTHON_RUNTIME})).parent
    project.write("pack/__main__.py", "raise RuntimeError('of the pack')")
    project.program("")
    code, output = project.run("preview", "--policy-pack", str(pack))
    assert code != 0
    assert "RuntimeError: of the pack" in output


def test_an_interrupt_reaches_the_program_as_sigterm(project: Project) -> None:
    project.program(SLEEPER)
    process = project.start("preview")
    wait_for(project.folder / "started", process)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode != 0
    assert (project.folder / "ended").read_text(encoding="utf-8") == "SIGTERM"
    assert "the program ended" not in output


def test_no_program_outlives_a_cli_that_was_killed(project: Project) -> None:
    project.program(SLEEPER)
    process = project.start("preview")
    program = int(wait_for(project.folder / "started", process))
    process.kill()
    process.communicate()
    end = time.monotonic() + PATIENCE
    while is_running(program):
        assert time.monotonic() < end, "the program goes on"
        time.sleep(0.1)
