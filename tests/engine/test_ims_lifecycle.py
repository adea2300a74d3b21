"""`ims` from nothing to nothing on the real engine, in both environments."""

import shutil
import subprocess

import pytest
import yaml

from core.naming import PROJECT
from sandbox.paths import REPOSITORY
from tests.engine.ims import Ims, changes

pytest_plugins = ()

OUTPUTS = {
    "apiUrl",
    "backupBucket",
    "cacheEndpoint",
    "cacheSecretArn",
    "clusterName",
    "databaseEndpoint",
    "databaseSecretArn",
    "loadBalancerDnsName",
    "nameServers",
    "repositoryUrl",
    "serviceName",
    "vpcId",
}
