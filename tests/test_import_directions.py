"""Who may import whom, as the README's picture of the layout says."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "ui": {"copilot", "ingest"},
    "copilot": {"vectorstore", "market", "prompts"},
    "ingest": {"vectorstore", "market"},
    "vectorstore": set(),
    "market": set(),
    "prompts": set(),
}


def imported_packages(path: Path) -> set[str]:
    """The top-level packages that a module imports anywhere, lazily or not."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("package", ALLOWED)
def test_package_imports_only_what_the_design_allows(package):
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    for module in modules:
        forbidden = imported_packages(module) & ALLOWED.keys() - ALLOWED[package] - {package}
        assert not forbidden, f"{module.relative_to(ROOT)} imports {sorted(forbidden)}"
