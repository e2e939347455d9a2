//! `handoff audit`

use anyhow::bail;
use clap::{Args, Subcommand};
use entity::types::OrganizationId;
use secrecy::ExposeSecret;

use super::{Settings, output};
use crate::app;
use crate::audit::{AuditKey, Head, Kept, Verify};
use crate::op::OpCtx;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print where each organization's chain ends: ORGANIZATION:SEQ:MAC, one a line.
    ///
    /// Keep these where nobody who can write to the database can write: `verify --head` proves
    /// with them that nothing before them was cut off or written anew.
    Heads(Chosen),
    /// Walk the chains and name the first row that is not as it was sealed.
    ///
    /// Safe beside a running server. Ends with 1 where a chain is broken.
    Verify(Verification),
}

#[derive(Debug, Args)]
pub(super) struct Chosen {
    #[command(flatten)]
    settings: Settings,
    /// Only the chain of this organization; all zeros is the server's own.
    #[arg(long, value_name = "ID", value_parser = organization)]
    organization: Option<OrganizationId>,
}

#[derive(Debug, Args)]
pub(super) struct Verification {
    #[command(flatten)]
    chosen: Chosen,
    /// A head that was kept, as `heads` or the log gave it; may be given several times.
    #[arg(long = "head", value_name = "ORGANIZATION:SEQ:MAC", value_parser = head)]
    heads: Vec<(OrganizationId, Head)>,
    /// All rows up to this head were removed on purpose, for their age; one for each such chain.
    #[arg(long = "start", value_name = "ORGANIZATION:SEQ:MAC", value_parser = head)]
    starts: Vec<(OrganizationId, Head)>,
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Heads(chosen) => {
            let (verify, op) = open(&chosen.settings).await?;
            for (organization, head) in verify.heads(&op, chosen.organization).await? {
                output::say(&format!("{organization}:{}:{}", head.seq, head.mac))?;
            }
            Ok(())
        }
        Command::Verify(verification) => walk(verification).await,
    }
}

async fn walk(verification: Verification) -> anyhow::Result<()> {
    let Verification {
        chosen,
        heads,
        starts,
    } = verification;
    let (verify, op) = open(&chosen.settings).await?;
    let kept = Kept { heads, starts };
    let organizations = match chosen.organization {
        Some(organization) => vec![organization],
        None => verify.organizations(&op, &kept).await?,
    };
    let mut broken = 0;
    for organization in organizations {
        match verify.chain(&op, organization, &kept).await? {
            Ok(whole) => output::say(&format!(
                "{organization}: {} rows are as they were sealed, the last is {}",
                whole.rows, whole.head.seq
            ))?,
            Err(place) => {
                output::say(&place.to_string())?;
                broken += 1;
            }
        }
    }
    match broken {
        0 => Ok(()),
        1 => bail!("1 chain is broken"),
        broken => bail!("{broken} chains are broken"),
    }
}

async fn open(settings: &Settings) -> anyhow::Result<(Verify, OpCtx)> {
    let (config, world) = (settings.load()?, super::world());
    let db = super::open_migrated(&config).await?;
    let (_, keys) = app::identity(&config, &db, &world)?;
    let key = AuditKey::derive(keys.secret().expose_secret());
    Ok((Verify::new(db, key), world.system_op("audit")))
}

fn organization(text: &str) -> Result<OrganizationId, uuid::Error> {
    text.parse().map(OrganizationId)
}

fn head(text: &str) -> Result<(OrganizationId, Head), String> {
    let unreadable =
        || format!("{text} is not ORGANIZATION:SEQ:MAC as `handoff audit heads` prints it");
    let mut parts = text.split(':');
    let (Some(whose), Some(seq), Some(mac), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(unreadable());
    };
    let head = Head {
        seq: seq.parse().map_err(|_| unreadable())?,
        mac: mac.parse().map_err(|_| unreadable())?,
    };
    Ok((organization(whose).map_err(|_| unreadable())?, head))
}
