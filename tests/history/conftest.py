"""The world every history test begins with."""

import pytest

from tests.history.worlds import World


@pytest.fixture
def world() -> World:
    return World()
