//! `handoff user`

use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use entity::types::{AccountId, OrganizationKind, Role};
use secrecy::ExposeSecret;

use super::password::{Ask, PasswordSource};
use super::{Settings, output};
use crate::app;
use crate::db::Db;
use crate::error::Failure;
use crate::identity::NewAccount;
use crate::identity::accounts::{Accounts, NewPerson, Ticket};
use crate::op::OpCtx;
use crate::refusal::Refusals;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account, and its organization if there is none of that kind and name.
    Create(Create),
    /// Invite a person into an organization that exists; prints the token to accept with, once.
    ///
    /// So comes the first administrator: `--role organization-admin`. The organization is made by
    /// `user create`, or by the operator's administrator.
    Invite(Invite),
    /// Let a person choose another password; prints the token, once. It is good for an hour.
    Reset(Named),
    /// Give a person these roles and no others.
    Roles(Roles),
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

#[derive(Debug, Args)]
pub(super) struct Invite {
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
}

#[derive(Debug, Args)]
pub(super) struct Roles {
    #[command(flatten)]
    named: Named,
    /// What the person does from now on; may be given several times.
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role_parser())]
    roles: Vec<Role>,
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(arguments) => create(arguments).await,
        Command::Invite(arguments) => invite(arguments).await,
        Command::Reset(arguments) => reset(arguments).await,
        Command::Roles(arguments) => set_roles(arguments).await,
        Command::Suspend(arguments) => suspend(arguments).await,
        Command::Reinstate(arguments) => reinstate(arguments).await,
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

async fn invite(arguments: Invite) -> anyhow::Result<()> {
    let desk = Desk::open(&arguments.settings, "user invite").await?;
    let (kind, name) = (arguments.kind, arguments.organization);
    let organization = desk
        .accounts
        .organization_named(&desk.op, kind, &name)
        .await?
        .with_context(|| format!("there is no {} \"{name}\"", word(kind.code())))?;
    let person = NewPerson {
        email: arguments.email,
        name: arguments.name,
        roles: arguments.roles,
    };
    let invited = desk
        .accounts
        .invite_to(&desk.op, organization, &person)
        .await;
    let invited = invited.map_err(said)?;
    desk.close().await?;
    say_ticket("acceptInvitation", &invited.ticket)
}

async fn reset(arguments: Named) -> anyhow::Result<()> {
    let desk = Desk::open(&arguments.settings, "user reset").await?;
    let id = desk.account(&arguments.email).await?;
    let issued = desk.accounts.issue_reset(&desk.op, id).await;
    let (_, ticket) = issued.map_err(said)?;
    desk.close().await?;
    say_ticket("resetPassword", &ticket)
}

async fn set_roles(arguments: Roles) -> anyhow::Result<()> {
    let desk = Desk::open(&arguments.named.settings, "user roles").await?;
    let id = desk.account(&arguments.named.email).await?;
    let set = desk
        .accounts
        .set_roles(&desk.op, id, &arguments.roles)
        .await;
    let account = set.map_err(said)?;
    desk.close().await?;
    let roles: Vec<String> = account.roles.iter().map(|role| word(role.code())).collect();
    output::say(&format!("{} is now {}", account.name, roles.join(", ")))?;
    Ok(())
}

/// What commands on accounts work with.
struct Desk {
    db: Db,
    accounts: Accounts,
    op: OpCtx,
}

impl Desk {
    async fn open(settings: &Settings, name: &'static str) -> anyhow::Result<Self> {
        let config = settings.load()?;
        let db = super::open_migrated(&config).await?;
        let world = super::world();
        let (identity, _) = app::identity(&config, &db, &world)?;
        Ok(Self {
            db,
            accounts: Accounts::new(identity),
            op: world.system_op(name),
        })
    }

    /// The account of an e-mail address.
    async fn account(&self, email: &str) -> anyhow::Result<AccountId> {
        let found = self.accounts.by_email(&self.op, email).await?;
        let found = found.context("there is no account with this e-mail address")?;
        Ok(found.id)
    }

    async fn close(self) -> anyhow::Result<()> {
        let Self { db, accounts, .. } = self;
        drop(accounts);
        Ok(db.close().await?)
    }
}

/// The token, once: whoever runs the command hands it to the person.
fn say_ticket(mutation: &str, ticket: &Ticket) -> anyhow::Result<()> {
    output::note(&format!(
        "good for {mutation} until {}; hand it over by a way that nobody else reads",
        ticket.expires_at.format("%Y-%m-%d %H:%M UTC")
    ));
    output::say(ticket.token.expose_secret())?;
    Ok(())
}

/// All refusals in one message.
fn said<C: std::fmt::Debug + Send + Sync + 'static>(error: Failure<Refusals<C>>) -> anyhow::Error {
    match error {
        Failure::Refused(refusals) => {
            let messages: Vec<_> = refusals.into_iter().map(|one| one.message).collect();
            anyhow::anyhow!("{}", messages.join(" "))
        }
        Failure::NotFound => anyhow::anyhow!("there is no such account"),
        Failure::Denied => anyhow::anyhow!("denied"),
        Failure::Store(error) => error.into(),
    }
}

async fn suspend(arguments: Named) -> anyhow::Result<()> {
    let desk = Desk::open(&arguments.settings, "user suspend").await?;
    let id = desk.account(&arguments.email).await?;
    let done = desk.accounts.deactivate(&desk.op, id).await;
    done.map_err(said)?;
    desk.close().await?;
    output::say("the account is suspended")?;
    Ok(())
}

async fn reinstate(arguments: Named) -> anyhow::Result<()> {
    let desk = Desk::open(&arguments.settings, "user reinstate").await?;
    let id = desk.account(&arguments.email).await?;
    let done = desk.accounts.reactivate(&desk.op, id).await;
    done.map_err(said)?;
    desk.close().await?;
    output::say("the account may sign in again")?;
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
