"""The catalogue as a table."""

from pipeline.normalization.catalogue_files import load_catalogue
from pipeline.normalization.catalogue_table import technology_rows
from pipeline.tables.out import OUT_TECHNOLOGIES


def test_one_row_a_technology_with_listed_aliases_only() -> None:
    catalogue = load_catalogue()
    rows = technology_rows(catalogue)
    assert rows.schema.equals(OUT_TECHNOLOGIES.schema)
    assert rows.num_rows == len(catalogue.technologies)
    kubernetes = next(row for row in rows.to_pylist() if row["technology_id"] == "kubernetes")
    assert "K8s" in kubernetes["aliases"]
    assert "Kubernetes" not in kubernetes["aliases"]
    listed = {alias.surface for alias in catalogue.aliases if not alias.is_derived}
    assert set(kubernetes["aliases"]) <= listed
