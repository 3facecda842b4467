"""Mends, for the process that finds this file on PYTHONPATH, what Debian broke by packaging azure-cli 2.45 with other versions
of the SDKs than it was written for. Each repair runs once its module has been loaded; nothing else of az is touched."""
import sys
from importlib.machinery import PathFinder


def packaged_versions(shared):
    """az asks python3-azure for versions of two APIs that it does not have; these are its newest."""
    latest = shared.AZURE_API_PROFILES["latest"]
    latest[shared.ResourceType.MGMT_COMPUTE].profile[None] = "2022-08-01"
    latest[shared.ResourceType.MGMT_NETWORK] = "2022-07-01"


def role_config(operations):
    """`az role` reads `config` of the two clients for roles, which the packaged SDK calls `_config`."""
    for name in ("RoleDefinitionsOperations", "RoleAssignmentsOperations"):
        if hasattr(operations, name):
            getattr(operations, name).config = property(lambda self: self._config)


REPAIRS = {
    "azure.cli.core.profiles._shared": packaged_versions,
    "_role_definitions_operations": role_config,
    "_role_assignments_operations": role_config,
}


class Repairer:
    """Finds modules as Python does, and repairs those named above."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        repair = REPAIRS.get(name) or REPAIRS.get(name.rpartition(".")[2])
        spec = PathFinder.find_spec(name, path, target) if repair else None
        if spec and spec.loader:
            load = spec.loader.exec_module

            def load_and_repair(module):
                load(module)
                repair(module)

            spec.loader.exec_module = load_and_repair
        return spec


sys.meta_path.insert(0, Repairer)
