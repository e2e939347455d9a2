//! The tables of the area.

use chrono::{DateTime, Utc};
use entity::types::{
    AccountId, AssignmentId, NoticeKind, NudgeChannel, NudgeId, NudgeState, OrganizationId,
};
use entity::{notice, nudge, nudge_setting};
use sea_orm::{ColumnTrait, FromQueryResult, IntoActiveModel, Order};

use super::model::{Nudge, NudgeSettings};
use super::rules::Channels;
use crate::db::{Reader, Tx, statements};
use crate::error::StoreError;

/// How an organization wants to be reached, with what its webhook's secret is derived from.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) channels: Channels,
    pub(super) nonce: Option<Vec<u8>>,
    pub(super) set_at: DateTime<Utc>,
}

impl Kept {
    /// As people see it.
    pub(super) fn settings(&self) -> NudgeSettings {
        NudgeSettings {
            email: self.channels.email.clone(),
            webhook_url: self.channels.webhook_url.clone(),
            set_at: self.set_at,
        }
    }
}

/// What an organization has set, if the reader may see it.
pub(super) async fn setting(
    reader: &Reader,
    organization: OrganizationId,
) -> Result<Option<Kept>, StoreError> {
    let row = reader
        .select::<nudge_setting::Entity>()
        .filter(nudge_setting::Column::OrganizationId.eq(organization))
        .one()
        .await?;
    Ok(row.map(kept_from_row))
}

/// Sets it anew, in place of what was set.
pub(super) async fn setting_set(
    tx: &Tx,
    organization: OrganizationId,
    kept: &Kept,
    by: AccountId,
) -> Result<(), StoreError> {
    tx.change(&statements::nudges::FORGET_SETTING, [organization.into()])
        .await?;
    let row = nudge_setting::Model {
        organization_id: organization,
        email: kept.channels.email.clone(),
        webhook_url: kept.channels.webhook_url.clone(),
        webhook_nonce: kept.nonce.clone(),
        set_at: kept.set_at,
        set_by: by,
    };
    tx.insert(row.into_active_model()).await
}

/// Writes a nudge for each channel of those who were not told of their assignment; it is sent
/// later, outside of this transaction.
pub(crate) async fn queue_in(
    tx: &Tx,
    untold: &[(AssignmentId, OrganizationId)],
) -> Result<(), StoreError> {
    if untold.is_empty() {
        return Ok(());
    }
    let organizations = untold.iter().map(|(_, organization)| *organization);
    let settings: Vec<nudge_setting::Model> = tx
        .as_system("who is not told is nudged on the way it has set")
        .select::<nudge_setting::Entity>()
        .filter(nudge_setting::Column::OrganizationId.is_in(organizations))
        .all()
        .await?;
    let mut rows = Vec::new();
    for (assignment, organization) in untold {
        let of = |setting: &&nudge_setting::Model| setting.organization_id == *organization;
        let Some(setting) = settings.iter().find(of) else {
            continue;
        };
        for (channel, is_set) in [
            (NudgeChannel::Email, setting.email.is_some()),
            (NudgeChannel::Webhook, setting.webhook_url.is_some()),
        ] {
            if is_set {
                let row = nudge::Model {
                    id: NudgeId(tx.op().new_id()),
                    assignment_id: Some(*assignment),
                    referral_id: None,
                    event_seq: None,
                    organization_id: *organization,
                    channel,
                    state: NudgeState::Pending,
                    tries: 0,
                    queued_at: tx.now(),
                    next_try_at: tx.now(),
                    ended_at: None,
                    fault: None,
                };
                rows.push(row.into_active_model());
            }
        }
    }
    tx.insert_all(rows).await
}

#[derive(FromQueryResult)]
struct IsDue {
    is_due: bool,
}

/// Whether anything is to be sent now.
pub(super) async fn is_due(reader: &Reader) -> Result<bool, StoreError> {
    let found: Vec<IsDue> = reader
        .sql(&statements::nudges::IS_DUE, [reader.now().into()])
        .await?;
    Ok(found.first().is_some_and(|found| found.is_due))
}

/// Takes some nudges that are due for one try, so that nobody else takes them until `until`.
pub(super) async fn claim(
    tx: &Tx,
    until: DateTime<Utc>,
    most: u64,
) -> Result<Vec<nudge::Model>, StoreError> {
    let values = [tx.now().into(), until.into(), most.into()];
    tx.sql(&statements::nudges::CLAIM, values).await
}

/// What is to be said to whom, or that there is nothing left to say.
pub(super) struct Errand {
    pub(super) kept: Kept,
    /// Assignments that the organization has not fetched.
    pub(super) waiting: u64,
}

/// What a nudge is about, as of now; `None` where nothing waits or nothing is set any more.
pub(super) async fn errand(
    reader: &Reader,
    organization: OrganizationId,
) -> Result<Option<Errand>, StoreError> {
    let Some(kept) = setting(reader, organization).await? else {
        return Ok(None);
    };
    let waiting = reader
        .select::<notice::Entity>()
        .filter(notice::Column::OrganizationId.eq(organization))
        .filter(notice::Column::Kind.eq(NoticeKind::ReferralAssigned))
        .filter(notice::Column::AcknowledgedAt.is_null())
        .filter(notice::Column::DeliveredAt.is_null())
        .count()
        .await?;
    Ok((waiting > 0).then_some(Errand { kept, waiting }))
}

/// What became of a try.
pub(super) enum Tried {
    /// It is over, in this state.
    Ended(NudgeState, Option<String>),
    /// Again at that instant.
    Again(DateTime<Utc>, String),
}

/// Writes down what became of a try.
pub(super) async fn settle(tx: &Tx, id: NudgeId, tried: &Tried) -> Result<(), StoreError> {
    let update = tx
        .update_where::<nudge::Entity>()
        .filter(nudge::Column::Id.eq(id))
        .filter(nudge::Column::State.eq(NudgeState::Pending));
    let update = match tried {
        Tried::Ended(state, fault) => update
            .set(
                nudge::Column::State,
                sea_orm::ActiveEnum::into_value(*state),
            )
            .set(nudge::Column::EndedAt, tx.now())
            .set(nudge::Column::Fault, fault.clone()),
        Tried::Again(at, fault) => update
            .set(nudge::Column::NextTryAt, *at)
            .set(nudge::Column::Fault, fault.clone()),
    };
    update.run().await?;
    Ok(())
}

/// The latest nudges of an organization, newest first.
pub(super) async fn nudge_list(
    reader: &Reader,
    organization: OrganizationId,
    most: u64,
) -> Result<Vec<Nudge>, StoreError> {
    let rows = reader
        .select::<nudge::Entity>()
        .filter(nudge::Column::OrganizationId.eq(organization))
        .order_by(nudge::Column::QueuedAt, Order::Desc)
        .order_by(nudge::Column::Id, Order::Desc)
        .limit(most)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Nudge {
            channel: row.channel,
            state: row.state,
            tries: row.tries,
            queued_at: row.queued_at,
            ended_at: row.ended_at,
            fault: row.fault,
        })
        .collect())
}

fn kept_from_row(row: nudge_setting::Model) -> Kept {
    Kept {
        channels: Channels {
            email: row.email,
            webhook_url: row.webhook_url,
        },
        nonce: row.webhook_nonce,
        set_at: row.set_at,
    }
}
