"""What the tests of this folder share: the packaged catalogue, extractor and detector, built once."""

import pytest

from pipeline.extraction.extractor import Extractor
from pipeline.extraction.site_detection import Detector
from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.tables.technologies import Catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def extractor(catalogue: Catalogue) -> Extractor:
    return Extractor(catalogue)


@pytest.fixture(scope="session")
def detector(catalogue: Catalogue) -> Detector:
    return Detector(catalogue)
