"""The model's options come from ``tests/conftest.py``: which seed, how many steps, whether to look for a short walk."""

import pytest


@pytest.fixture(scope="session")
def model_seed(request: pytest.FixtureRequest) -> int:
    """Which walks are walked."""
    asked: int = request.config.getoption("--model-seed")
    return asked


@pytest.fixture(scope="session")
def model_steps(request: pytest.FixtureRequest) -> int:
    """How many steps on each engine."""
    asked: int = request.config.getoption("--model-steps")
    return asked


@pytest.fixture(scope="session")
def model_shrinks(request: pytest.FixtureRequest) -> bool:
    """Whether a failing walk is made shorter, which takes minutes."""
    asked: bool = request.config.getoption("--model-shrink")
    return asked
