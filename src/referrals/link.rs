//! What a link shows to whoever referred and has no account: where the referral stands, and nothing
//! about the person.

use chrono::{DateTime, Utc};
use entity::provider;
use entity::types::{OrganizationId, ReferralId, ReferralStatus};
use sea_orm::ColumnTrait;
use secrecy::SecretString;

use super::act::locked_in;
use super::error::{ReferralError, RevokeLinksRefusal};
use super::model::Referral;
use super::{Referrals, store};
use crate::access::Action;
use crate::audit;
use crate::db::Reader;
use crate::error::StoreError;
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::nudges;
use crate::op::OpCtx;
use crate::organizations::organizations_by_ids;
use crate::reference::Reference;

/// Name and phone.
type Named = (String, Option<String>);

/// Where a referral stands, for somebody outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its number, to read out.
    pub number: String,
    /// The plan.
    pub plan: Named,
    /// In words, with what happens next.
    pub state: String,
    /// Who has it, unless it is restricted.
    pub provider: Option<Named>,
    /// Day in California on which that changed.
    pub changed_at: DateTime<Utc>,
}

impl Shown {
    /// As lines of a page: what it is, and what is said of it.
    #[must_use]
    pub fn lines(self) -> Vec<(String, String)> {
        let named = |(name, phone): Named| match phone {
            Some(phone) => format!("{name}, {phone}"),
            None => name,
        };
        let day = self
            .changed_at
            .with_timezone(&chrono_tz::America::Los_Angeles)
            .date_naive();
        let mut lines = vec![
            ("Number".to_owned(), self.number),
            ("Where it stands".to_owned(), self.state),
            ("Since".to_owned(), day.to_string()),
        ];
        if let Some(provider) = self.provider {
            lines.push(("Provider".to_owned(), named(provider)));
        }
        lines.push(("Health plan".to_owned(), named(self.plan)));
        lines
    }
}

impl Referrals {
    /// What a link shows; `None` for one that is unknown, too old or taken back.
    pub async fn shown_by_link(
        &self,
        op: &OpCtx,
        token: &SecretString,
    ) -> Result<Option<Shown>, StoreError> {
        let reader = self.db.read_as_system(
            op,
            "whoever has the link is shown where the referral stands",
        );
        let Some(id) = nudges::referral_of(&reader, token).await? else {
            return Ok(None);
        };
        let Some(referral) = store::referral_by_id(&reader, id).await? else {
            return Ok(None);
        };
        Ok(Some(shown(&reader, &referral).await?))
    }

    /// Takes back the links of a referral: none that was sent shows anything from now on.
    pub async fn revoke_links(
        &self,
        op: &OpCtx,
        id: ReferralId,
        key: Option<&IdempotencyKey>,
    ) -> Result<ReferralId, ReferralError<RevokeLinksRefusal>> {
        let act = audit::Act::on("revokeReferralLinks", id);
        self.db
            .act(op, act, |tx| async move {
                let reused = RevokeLinksRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_none() {
                    locked_in(&tx, id, Action::LinksRevoke).await?;
                    nudges::revoke_in(&tx, id).await?;
                }
                Ok(id)
            })
            .await
    }
}

async fn shown(reader: &Reader, referral: &Referral) -> Result<Shown, StoreError> {
    let plan = organizations_by_ids(reader, vec![referral.plan])
        .await?
        .pop();
    let assigned_to = referral
        .assigned_to
        .filter(|_| referral.restriction.is_none());
    let provider = match assigned_to {
        Some(id) => provider_named(reader, id).await?,
        None => None,
    };
    Ok(Shown {
        number: referral.number.clone(),
        plan: plan.map_or((String::new(), None), |plan| (plan.name, plan.phone)),
        state: in_words(referral),
        provider,
        changed_at: referral.status_changed_at,
    })
}

async fn provider_named(reader: &Reader, id: OrganizationId) -> Result<Option<Named>, StoreError> {
    let row = reader
        .select::<provider::Entity>()
        .filter(provider::Column::Id.eq(id))
        .one()
        .await?;
    Ok(row.map(|row| (row.name, Some(row.phone))))
}

/// Where it stands, and what happens next. Whether the plan knows the person is not in it.
fn in_words(referral: &Referral) -> String {
    match (referral.status, &referral.closure) {
        (_, Some(closure)) => {
            let reason = Reference::embedded().closure_reason(closure.reason);
            format!("Closed: {}.", reason.name)
        }
        (
            ReferralStatus::Received
            | ReferralStatus::Ready
            | ReferralStatus::AwaitingAuthorization,
            None,
        ) if referral.is_declined => {
            "A provider declined. The health plan looks for another one.".to_owned()
        }
        (
            ReferralStatus::Received
            | ReferralStatus::Ready
            | ReferralStatus::AwaitingAuthorization
            | ReferralStatus::Closed,
            None,
        ) => "Received. The health plan decides who serves the person.".to_owned(),
        (ReferralStatus::Waitlisted, None) => {
            "No provider has room. It waits for a place.".to_owned()
        }
        (ReferralStatus::Assigned, None) => {
            "Given to a provider, which will reach out to the person.".to_owned()
        }
        (ReferralStatus::Accepted, None) => {
            "Accepted by the provider, which will reach out to the person.".to_owned()
        }
        (ReferralStatus::InOutreach, None) => {
            "The provider has tried to reach the person.".to_owned()
        }
    }
}
