"""Plain Python that the rest stands on: settings, address plan, names, IAM documents, facts of AWS.

No resource is created here and no provider SDK is imported, so everything in it is tested without Pulumi's engine.
"""
