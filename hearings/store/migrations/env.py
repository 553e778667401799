"""Run by alembic: migrates the database of the connection it was given."""

from alembic import context

from hearings.store.models import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
context.run_migrations()
