//! `handoff user`

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use entity::types::{OrganizationKind, Role};

use super::password::{Ask, PasswordSource};
use super::{Settings, output};
use crate::app;
use crate::error::Failure;
use crate::identity::{NewAccount, StewardError};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account, and its organization if there is none of that kind and name.
    Create(Create),
    /// Take access away from an account: its sessions end within seconds.
    Suspend(Named),
    /// Give access back to a suspended account.
    Reinstate(Named),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    settings: Settings,
    /// Name of the organization, exactly.
    #[arg(long, value_name = "NAME")]
    organization: String,
    /// What the organization is.
    #[arg(long, value_parser = kind_parser())]
    kind: OrganizationKind,
    /// What the person does there; may be given several times.
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role_parser())]
    roles: Vec<Role>,
    /// E-mail address to sign in with.
    #[arg(long)]
    email: String,
    /// Name of the person.
    #[arg(long)]
    name: String,
    #[command(flatten)]
    password: PasswordSource,
}

#[derive(Debug, Args)]
pub(super) struct Named {
    #[command(flatten)]
    settings: Settings,
    /// E-mail address of the account.
    #[arg(long)]
    email: String,
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(arguments) => create(arguments).await,
        Command::Suspend(arguments) => set_active(arguments, false).await,
        Command::Reinstate(arguments) => set_active(arguments, true).await,
    }
}

async fn create(arguments: Create) -> anyhow::Result<()> {
    let config = arguments.settings.load()?;
    let db = super::open_migrated(&config).await?;
    let world = super::world();
    let (identity, _) = app::identity(&config, &db, &world)?;
    let password = arguments.password.read(&arguments.email, Ask::Twice)?;
    let op = world.system_op("user create");

    let created = identity
        .create_account(
            &op,
            NewAccount {
                organization: arguments.organization,
                kind: arguments.kind,
                email: arguments.email,
                name: arguments.name,
                roles: arguments.roles,
                password,
            },
        )
        .await
        .context("the account was not made")?;
    drop(identity);
    db.close().await?;
    let organization = &created.viewer.organization;
    if created.is_new_organization {
        output::say(&format!(
            "made the {} \"{}\" with an empty mailbox",
            word(organization.kind.code()),
            organization.name
        ))?;
    }
    output::say(&format!(
        "made the account {} of {} at \"{}\"",
        created.viewer.account, created.viewer.name, organization.name
    ))?;
    Ok(())
}

async fn set_active(arguments: Named, is_active: bool) -> anyhow::Result<()> {
    let config = arguments.settings.load()?;
    let db = super::open_migrated(&config).await?;
    let world = super::world();
    let (identity, _) = app::identity(&config, &db, &world)?;
    let op = world.system_op("user suspend");
    identity
        .set_active(&op, &arguments.email, is_active)
        .await
        .map_err(|error: StewardError| match error {
            Failure::NotFound => anyhow::anyhow!("there is no account with this e-mail address"),
            Failure::Denied | Failure::Refused(_) | Failure::Store(_) => error.into(),
        })?;
    drop(identity);
    db.close().await?;
    output::say(if is_active {
        "the account may sign in again"
    } else {
        "the account is suspended"
    })?;
    Ok(())
}

/// `provider-staff` for `PROVIDER_STAFF`.
fn word(code: &str) -> String {
    code.to_lowercase().replace('_', "-")
}

fn kind_parser() -> impl TypedValueParser<Value = OrganizationKind> {
    parser(OrganizationKind::ALL, OrganizationKind::code)
}

fn role_parser() -> impl TypedValueParser<Value = Role> {
    parser(Role::ALL, Role::code)
}

/// One of a closed set, by the word of its code.
fn parser<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    code: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let words = all.iter().map(|value| word(code(*value)));
    PossibleValuesParser::new(words).try_map(move |typed| {
        all.iter()
            .copied()
            .find(|value| word(code(*value)) == typed)
            .ok_or("unknown word")
    })
}
