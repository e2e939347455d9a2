//! `handoff schema`

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;

use super::output;
use crate::graphql;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Check that this file has the schema, and print nothing.
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "schema.graphql")]
    check: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let schema = graphql::sdl();
    let schema = schema.trim_end();
    let Some(file) = &arguments.check else {
        output::say(schema)?;
        return Ok(());
    };
    let name = file.display();
    let kept = fs::read_to_string(file).with_context(|| format!("cannot read {name}"))?;
    let kept = kept.trim_end();
    if kept == schema {
        return Ok(());
    }
    let line = 1 + kept
        .lines()
        .zip(schema.lines())
        .take_while(|(kept, now)| kept == now)
        .count();
    bail!("{name} is stale from line {line} on; run `handoff schema > {name}`")
}
