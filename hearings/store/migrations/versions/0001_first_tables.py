"""The first tables.

Revision 0001. Down again: all of it is dropped; the archive is what it can be rebuilt from.
"""

import sqlalchemy as sa
from alembic import op

from hearings.store.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("uid", name=op.f("uq_document_uid")),
    )
    op.create_index(op.f("ix_document_region"), "document", ["region"])
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("as_of", Instant(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("norms", sa.String(), nullable=False),
        sa.Column("passes", JSON, nullable=False),
        sa.Column("payload", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index("ix_judgement_month_as_of", "judgement", ["month", "as_of"])
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("read_again_at", Instant(), nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("depth", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("archive", sa.String(), nullable=False),
        sa.Column("stats", JSON, nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("uid", name=op.f("uq_run_uid")),
    )
    op.create_index(op.f("ix_run_region"), "run", ["region"])
    op.create_table(
        "capture",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("url_key", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("captured_at", Instant(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=True),
        sa.Column("length", sa.BigInteger(), nullable=True),
        sa.Column("revisit_of", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_capture_run_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
    )
    op.create_index(op.f("ix_capture_run_id"), "capture", ["run_id"])
    op.create_index(op.f("ix_capture_sha256"), "capture", ["sha256"])
    op.create_index("ix_capture_url_key_captured_at", "capture", ["url_key", "captured_at"])
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("judgement_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_version", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("norm", sa.String(), nullable=False),
        sa.Column("norm_verified", sa.Boolean(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("hearing", sa.String(), nullable=False),
        sa.Column("documents", JSON, nullable=False),
        sa.Column("arguments", JSON, nullable=False),
        sa.Column("captures", JSON, nullable=False),
        sa.Column("urls", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgement.id"], name=op.f("fk_finding_judgement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_judgement_id"), "finding", ["judgement_id"])
    op.create_index(op.f("ix_finding_uid"), "finding", ["uid"])
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("first_seen", Instant(), nullable=True),
        sa.Column("first_run_id", sa.Integer(), nullable=True),
        sa.Column("last_seen", Instant(), nullable=True),
        sa.Column("last_run_id", sa.Integer(), nullable=True),
        sa.Column("gone_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_publication_document_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_publication_source")),
    )
    op.create_index(op.f("ix_publication_document_id"), "publication", ["document_id"])
    op.create_index(op.f("ix_publication_last_seen"), "publication", ["last_seen"])
    op.create_table(
        "source_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("reached_end", sa.Boolean(), nullable=False),
        sa.Column("listings", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("claimed", sa.Integer(), nullable=True),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("failures", JSON, nullable=False),
        sa.Column("listing_captures", JSON, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_source_run_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_run")),
        sa.UniqueConstraint("run_id", "source", name=op.f("uq_source_run_run_id")),
    )
    op.create_index(op.f("ix_source_run_region"), "source_run", ["region"])
    op.create_index("ix_source_run_source_started_at", "source_run", ["source", "started_at"])
    op.create_table(
        "listed",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("first_run_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("opened_run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_run_id"], ["source_run.id"], name=op.f("fk_listed_first_run_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_listed")),
    )
    op.create_index(op.f("ix_listed_first_run_id"), "listed", ["first_run_id"])
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.Column("captures", JSON, nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_basis", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("incomplete", sa.Boolean(), nullable=False),
        sa.Column("reading", sa.String(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("texts", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_version_publication_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("publication_id", "content_hash", name=op.f("uq_version_publication_id")),
    )
    op.create_index(op.f("ix_version_first_day"), "version", ["first_day"])
    op.create_index(op.f("ix_version_posted_on"), "version", ["posted_on"])
    op.create_index(op.f("ix_version_region"), "version", ["region"])
    op.create_table(
        "sighting",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("source_run_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("capture", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_sighting_publication_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_run_id"], ["source_run.id"], name=op.f("fk_sighting_source_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_sighting_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("publication_id", "source_run_id", name=op.f("pk_sighting")),
    )
    op.create_index("ix_sighting_publication_id_seen_at", "sighting", ["publication_id", "seen_at", "source_run_id"])
    op.create_index("ix_sighting_source_run_id", "sighting", ["source_run_id"])
    read = sa.text("version_id IS NOT NULL")
    columns = ["publication_id", "seen_at", "source_run_id"]
    op.create_index("ix_sighting_read", "sighting", columns, sqlite_where=read, postgresql_where=read)


def downgrade() -> None:
    op.drop_index("ix_sighting_read", table_name="sighting")
    op.drop_index("ix_sighting_source_run_id", table_name="sighting")
    op.drop_index("ix_sighting_publication_id_seen_at", table_name="sighting")
    op.drop_table("sighting")
    op.drop_index(op.f("ix_version_region"), table_name="version")
    op.drop_index(op.f("ix_version_posted_on"), table_name="version")
    op.drop_index(op.f("ix_version_first_day"), table_name="version")
    op.drop_table("version")
    op.drop_index(op.f("ix_listed_first_run_id"), table_name="listed")
    op.drop_table("listed")
    op.drop_index("ix_source_run_source_started_at", table_name="source_run")
    op.drop_index(op.f("ix_source_run_region"), table_name="source_run")
    op.drop_table("source_run")
    op.drop_index(op.f("ix_publication_last_seen"), table_name="publication")
    op.drop_index(op.f("ix_publication_document_id"), table_name="publication")
    op.drop_table("publication")
    op.drop_index(op.f("ix_finding_uid"), table_name="finding")
    op.drop_index(op.f("ix_finding_judgement_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_index("ix_capture_url_key_captured_at", table_name="capture")
    op.drop_index(op.f("ix_capture_sha256"), table_name="capture")
    op.drop_index(op.f("ix_capture_run_id"), table_name="capture")
    op.drop_table("capture")
    op.drop_index(op.f("ix_run_region"), table_name="run")
    op.drop_table("run")
    op.drop_index("ix_judgement_month_as_of", table_name="judgement")
    op.drop_table("judgement")
    op.drop_index(op.f("ix_document_region"), table_name="document")
    op.drop_table("document")
