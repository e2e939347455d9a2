# The recipes of a working day; `.ci/run` runs the checks in one go.

# Lists the recipes.
default:
    @just --list

# Everything that must pass before a change is merged.
ci:
    .ci/run

# Formats the sources.
format:
    cargo fmt --all

# Lints, as strict as they will be judged.
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# All tests: on SQLite, and on PostgreSQL where there is one.
test *arguments:
    cargo test --workspace {{arguments}}

# The same, and a missing PostgreSQL is a failure.
test-both *arguments:
    HANDOFF_TEST_REQUIRE_POSTGRES=1 cargo test --workspace {{arguments}}

# The documentation of the sources.
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps

# Writes schema.graphql anew.
schema:
    cargo run -- schema > schema.graphql

# Says whether schema.graphql is current.
schema-check:
    cargo run -- schema --check

# The standard JavaScript client against a running server.
clients:
    tests/clients/run

# The demonstration: an invented network on http://127.0.0.1:8080.
demo:
    cargo run --release -- demo
