"""The sandbox: the real Pulumi engine runs the real program against a small simulated AWS.

`python -m sandbox` is the command line, `python -m sandbox.plugin aws` the provider plugin that the engine starts.
docs/sandbox.md says what the sandbox proves and what it does not.
"""
