//! What an organization's administrator sets and sees.

use std::convert::Infallible;

use super::model::{NewNudgeSettings, Nudge, NudgeSettings, NudgesSet, SetNudgesRefusal};
use super::rules;
use super::secret::WebhookSecrets;
use super::store::{self, Kept};
use crate::access::{Action, authorize_here};
use crate::audit::Act;
use crate::db::{Db, statements};
use crate::error::Failure;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::op::OpCtx;
use crate::refusal::Refusals;

/// Most nudges that are shown.
const SHOWN: u64 = 20;

/// What this server can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// It has a mail server.
    pub can_mail: bool,
    /// Webhooks may be of this machine and its network: for tests.
    pub may_be_private: bool,
}

/// The nudge service. Cheap to clone.
#[derive(Clone)]
pub struct Nudges {
    db: Db,
    secrets: WebhookSecrets,
    reach: Reach,
}

impl Nudges {
    /// Works on `db`.
    #[must_use]
    pub fn new(db: Db, secrets: WebhookSecrets, reach: Reach) -> Self {
        Self { db, secrets, reach }
    }

    /// How the actor's organization wants to be reached, and its latest nudges, newest first.
    pub async fn settings(
        &self,
        op: &OpCtx,
    ) -> Result<(Option<NudgeSettings>, Vec<Nudge>), Failure<Infallible>> {
        authorize_here(op.actor(), Action::NudgesConfigure)?;
        let organization = op.actor().organization().ok_or(Failure::Denied)?;
        let reader = self.db.read(op);
        let kept = store::setting(&reader, organization).await?;
        let latest = store::nudge_list(&reader, organization, SHOWN).await?;
        Ok((kept.map(|kept| kept.settings()), latest))
    }

    /// Sets how the actor's organization wants to be reached: the whole. A webhook whose address is
    /// new gets a new secret, which is shown this once; a retry under the same key shows none.
    pub async fn set(
        &self,
        op: &OpCtx,
        new: &NewNudgeSettings,
        key: Option<&IdempotencyKey>,
    ) -> Result<NudgesSet, Failure<Refusals<SetNudgesRefusal>>> {
        self.db
            .act(op, Act::new("setNudges"), |tx| async move {
                authorize_here(tx.actor(), Action::NudgesConfigure)?;
                let person = tx.actor().as_person().ok_or(Failure::Denied)?;
                let organization = person.organization;
                tx.is_about(organization);
                let Reach {
                    can_mail,
                    may_be_private,
                } = self.reach;
                let channels =
                    rules::check(new, can_mail, may_be_private).map_err(Failure::Refused)?;
                let reused = SetNudgesRefusal::IdempotencyKeyReused;
                let is_done = done_before_in(&tx, key, organization.0, reused)
                    .await?
                    .is_some();
                // Two settings follow each other.
                tx.lock(&statements::accounts::LOCK_ORGANIZATION, organization.0)
                    .await?;
                let before = store::setting(&tx, organization).await?;
                if let Some(before) = before.as_ref().filter(|_| is_done) {
                    return Ok(NudgesSet {
                        settings: before.settings(),
                        secret: None,
                    });
                }
                let stays = before.filter(|before| {
                    before.channels.webhook_url == channels.webhook_url && !new.renew_secret
                });
                let had = stays.and_then(|before| before.nonce);
                let is_new = channels.webhook_url.is_some() && had.is_none();
                let nonce = if is_new {
                    Some(WebhookSecrets::new_nonce(tx.op().entropy()))
                } else {
                    had
                };
                let kept = Kept {
                    channels,
                    nonce,
                    set_at: tx.now(),
                };
                store::setting_set(&tx, organization, &kept, person.account).await?;
                let nonce = kept.nonce.as_deref().filter(|_| is_new);
                Ok(NudgesSet {
                    settings: kept.settings(),
                    secret: nonce.map(|nonce| self.secrets.shown(organization, nonce)),
                })
            })
            .await
    }
}
