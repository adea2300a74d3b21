"""The stand-in for the pulumi-eks plugin: its components, made of the AWS resources that the real ones register.

Which children, under which names, parents and options, was read off the real plugin of 4.4.0 by running it.
"""
