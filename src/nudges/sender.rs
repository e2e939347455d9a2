//! Sending: claimed in one transaction, sent outside of any, written down in another.

use std::time::Duration;

use chrono::TimeDelta;
use entity::nudge;
use entity::types::{NudgeChannel, NudgeId, NudgeState, ReferralId};
use futures_util::future::join_all;
use secrecy::ExposeSecret;
use tokio_util::sync::CancellationToken;

use super::mail::Mail;
use super::store::{self, Errand, Tried};
use super::webhook::{Receiver, Webhooks};
use super::{link, rules};
use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// Nudges that are sent side by side.
const BATCH: u64 = 20;
/// How long a claim holds: longer than any try takes. A sender that was killed has lost it then.
const CLAIM: TimeDelta = TimeDelta::minutes(1);

/// Sends what was queued. Cheap to clone.
#[derive(Clone)]
pub struct Sender {
    db: Db,
    mail: Option<Mail>,
    webhooks: Webhooks,
    places: Places,
}

/// Where messages send people.
#[derive(Debug, Clone)]
pub struct Places {
    /// Where people find their inbox.
    pub inbox_url: String,
    /// Where links show how a referral stands; the token follows.
    pub status_url: String,
}

impl Sender {
    /// Sends from `db`; by mail, if there is a mail server.
    #[must_use]
    pub fn new(db: Db, mail: Option<Mail>, webhooks: Webhooks, places: Places) -> Self {
        Self {
            db,
            mail,
            webhooks,
            places,
        }
    }

    /// Sends until stopped. `op` starts a fresh operation of the server itself.
    pub async fn run(&self, op: impl Fn() -> OpCtx, every: Duration, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(every) => {}
            }
            if let Err(error) = self.once(&op).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "nudges were not sent; trying again"
                );
            }
        }
    }

    /// Sends all that is due; gives how many were tried.
    pub async fn once(&self, op: &impl Fn() -> OpCtx) -> Result<usize, StoreError> {
        let mut tried = 0;
        loop {
            let system = op().as_system("what is queued is sent whoever queued it");
            if !store::is_due(&self.db.read(&system)).await? {
                return Ok(tried);
            }
            let until = system.now() + CLAIM;
            let claimed = self
                .db
                .write(&system, |tx| async move {
                    store::claim(&tx, until, BATCH).await
                })
                .await?;
            if claimed.is_empty() {
                return Ok(tried);
            }
            tried += claimed.len();
            let results = join_all(claimed.iter().map(|nudge| self.attempt(&system, nudge))).await;
            for (nudge, result) in claimed.iter().zip(results) {
                let outcome = result?;
                let after = op().as_system("what became of a try is the server's to write down");
                self.settle(&after, nudge, outcome).await?;
            }
        }
    }

    /// One try; `None`: there is nothing to say any more.
    async fn attempt(
        &self,
        system: &OpCtx,
        nudge: &nudge::Model,
    ) -> Result<Option<Result<(), String>>, StoreError> {
        if let Some(referral) = nudge.referral_id {
            return self.tell_referrer(system, nudge.id, referral).await;
        }
        let reader = self.db.read(system);
        let Some(Errand { kept, waiting }) = store::errand(&reader, nudge.organization_id).await?
        else {
            return Ok(None);
        };
        let channels = &kept.channels;
        let sent = match nudge.channel {
            NudgeChannel::Email => {
                let Some(to) = &channels.email else {
                    return Ok(None);
                };
                match &self.mail {
                    Some(mail) => {
                        let words = rules::words(waiting, &self.places.inbox_url);
                        mail.send(nudge.id, to, words).await
                    }
                    None => Err("NO_MAIL_SERVER".to_owned()),
                }
            }
            NudgeChannel::Webhook => {
                let (Some(url), Some(nonce)) = (&channels.webhook_url, &kept.nonce) else {
                    return Ok(None);
                };
                let to = Receiver {
                    organization: nudge.organization_id,
                    url,
                    nonce,
                };
                let now = system.now();
                let body = rules::event(waiting, &self.places.inbox_url, now);
                self.webhooks.send(nudge.id, to, body, now).await
            }
        };
        Ok(Some(sent))
    }

    /// One try to tell whoever referred. Each has a link of its own: what an earlier one may have
    /// brought goes on to work.
    async fn tell_referrer(
        &self,
        system: &OpCtx,
        id: NudgeId,
        referral: ReferralId,
    ) -> Result<Option<Result<(), String>>, StoreError> {
        let Some(to) = link::reach(&self.db.read(system), referral).await? else {
            return Ok(None);
        };
        let Some(mail) = &self.mail else {
            return Ok(Some(Err("NO_MAIL_SERVER".to_owned())));
        };
        let token = self
            .db
            .write(
                system,
                |tx| async move { link::make_in(&tx, referral).await },
            )
            .await?;
        let url = format!("{}{}", self.places.status_url, token.expose_secret());
        Ok(Some(mail.send(id, &to, rules::news(&url)).await))
    }

    async fn settle(
        &self,
        system: &OpCtx,
        nudge: &nudge::Model,
        outcome: Option<Result<(), String>>,
    ) -> Result<(), StoreError> {
        let tried = match outcome {
            None => Tried::Ended(NudgeState::Cancelled, None),
            Some(Ok(())) => Tried::Ended(NudgeState::Sent, None),
            Some(Err(fault)) => match rules::pause_after(nudge.tries) {
                Some(pause) => Tried::Again(system.now() + pause, fault),
                None => Tried::Ended(NudgeState::Failed, Some(fault)),
            },
        };
        if let Tried::Ended(NudgeState::Failed, Some(fault)) = &tried {
            let organization = nudge.organization_id;
            tracing::warn!(%organization, channel = nudge.channel.code(), fault, "a nudge was given up");
        }
        let (id, tried) = (nudge.id, &tried);
        self.db
            .write(
                system,
                |tx| async move { store::settle(&tx, id, tried).await },
            )
            .await
    }
}
