//! What providers declined: what a plan's network team works through. It names no member and no
//! referral; what is restricted is not in it for those who do not see what is restricted.

use chrono::{DateTime, Utc};
use entity::decline;
use entity::types::{ActSource, AssignmentId, OrganizationId};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Order};

use super::Referrals;
use super::act::Opened;
use super::model::Assignment;
use super::queries::InstantKey;
use super::reasons::DeclineReason;
use crate::access::{Action, authorize_here};
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Scoped, Tx};
use crate::error::{Failure, StoreError};
use crate::op::OpCtx;
use crate::reference::ServiceCode;

const NEWEST: &str = "declines";

/// A provider's no to an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decline {
    /// The assignment that it ended.
    pub assignment: AssignmentId,
    /// The plan that had assigned.
    pub plan: OrganizationId,
    /// Who declined.
    pub provider: OrganizationId,
    /// What was asked for.
    pub service: ServiceCode,
    /// When.
    pub declined_at: DateTime<Utc>,
    /// On what ground.
    pub reason: DeclineReason,
    /// In the provider's words.
    pub note: Option<String>,
    /// From where it was entered.
    pub source: ActSource,
    /// For capacity, while the figures showed room.
    pub is_disputed: bool,
    /// Places that the plan could have held at that moment, beside the one that came free.
    pub room: Option<i32>,
}

/// Which declines to list; combined with AND.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclineFilter {
    /// Of this plan.
    pub plan: Option<OrganizationId>,
    /// By this provider.
    pub provider: Option<OrganizationId>,
    /// On any of these grounds.
    pub reasons: Option<Vec<DeclineReason>>,
    /// Only those that the figures dispute, or only the others.
    pub is_disputed: Option<bool>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

impl Referrals {
    /// What providers declined of the plans that the actor answers for, newest first.
    pub async fn declines(
        &self,
        op: &OpCtx,
        filter: &DeclineFilter,
        page: &PageRequest,
    ) -> Result<Page<Decline>, Failure<CursorError>> {
        authorize_here(op.actor(), Action::DeclineReport)?;
        let after: Option<InstantKey> = page.after(NEWEST).map_err(Failure::Refused)?;
        let reader = self.db.read(op);
        let page = scope(&reader, filter)
            .filter_if(after, |(at, id)| {
                let declined = decline::Column::DeclinedAt;
                let same = Condition::all()
                    .add(declined.eq(at))
                    .add(decline::Column::AssignmentId.lt(id));
                Condition::any().add(declined.lt(at)).add(same)
            })
            .order_by(decline::Column::DeclinedAt, Order::Desc)
            .order_by(decline::Column::AssignmentId, Order::Desc)
            .page(page, |row| {
                Cursor::encode(NEWEST, &(row.declined_at, row.assignment_id.0))
            })
            .await?;
        Ok(page.try_map(from_row)?)
    }

    /// How many there are.
    pub async fn declines_count(
        &self,
        op: &OpCtx,
        filter: &DeclineFilter,
    ) -> Result<u64, StoreError> {
        scope(&self.db.read(op), filter).count().await
    }
}

fn scope<'a>(reader: &'a Reader, filter: &DeclineFilter) -> Scoped<'a, decline::Entity> {
    reader
        .select::<decline::Entity>()
        .filter_if(filter.plan, |plan| decline::Column::PlanId.eq(plan).into())
        .filter_if(filter.provider, |provider| {
            decline::Column::ProviderId.eq(provider).into()
        })
        .filter_if(filter.reasons.as_ref(), |reasons| {
            decline::Column::Reason
                .is_in(reasons.iter().map(|reason| reason.code()))
                .into()
        })
        .filter_if(filter.is_disputed, |is_disputed| {
            decline::Column::IsDisputed.eq(is_disputed).into()
        })
        .filter_if(filter.from, |from| {
            decline::Column::DeclinedAt.gte(from).into()
        })
        .filter_if(filter.until, |until| {
            decline::Column::DeclinedAt.lt(until).into()
        })
}

/// Writes a provider's no, with what it says and the room there was.
pub(super) async fn decline_insert(
    tx: &Tx,
    open: &Opened,
    live: &Assignment,
    (reason, note, room): (DeclineReason, &str, i32),
) -> Result<(), StoreError> {
    let row = decline::Model {
        assignment_id: live.id,
        referral_id: live.referral,
        plan_id: live.plan,
        provider_id: live.provider,
        service: open.referral.service.as_str().to_owned(),
        declined_at: open.at,
        reason: reason.code().to_owned(),
        note: Some(note.to_owned()),
        source: open.source,
        is_disputed: live.is_disputed,
        room: Some(room),
    };
    tx.insert(row.into_active_model()).await
}

fn from_row(row: decline::Model) -> Result<Decline, StoreError> {
    let corrupt = |column: &str| StoreError::Corrupt(format!("decline.{column}"));
    Ok(Decline {
        assignment: row.assignment_id,
        plan: row.plan_id,
        provider: row.provider_id,
        service: row.service.parse().map_err(|_| corrupt("service"))?,
        declined_at: row.declined_at,
        reason: DeclineReason::from_code(&row.reason).ok_or_else(|| corrupt("reason"))?,
        note: row.note,
        source: row.source,
        is_disputed: row.is_disputed,
        room: row.room,
    })
}
