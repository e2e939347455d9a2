//! Which loops are concerned, and what had closed them.

use chrono::NaiveDate;
use entity::types::{LifeCause, MemberId, OrganizationId, ReferralId, ReferralStatus};
use entity::{life_closure, referral};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Order};
use uuid::Uuid;

use crate::db::{Reader, Tx};
use crate::error::StoreError;
use crate::members::person::Person;
use crate::referrals::model::Referral;
use crate::referrals::store::referral_from_row;

/// A loop or service that a fact has ended.
#[derive(Debug, Clone)]
pub(super) struct LifeClosure {
    pub(super) id: Uuid,
    pub(super) referral: ReferralId,
    pub(super) plan: OrganizationId,
    pub(super) member: MemberId,
    /// The provider that had it.
    pub(super) provider: Option<OrganizationId>,
    pub(super) cause: LifeCause,
    /// The last day on which it could go on.
    pub(super) last_on: NaiveDate,
    /// Where the timeline ended then.
    pub(super) event_seq: i32,
    /// The referral as which it goes on with another plan.
    pub(super) next: Option<ReferralId>,
}

/// What can still end: open loops, and services that run, in the order of their ids.
pub(super) async fn running_of(
    reader: &Reader,
    members: &[MemberId],
) -> Result<Vec<ReferralId>, StoreError> {
    let rows = reader
        .select::<referral::Entity>()
        .filter(referral::Column::MemberId.is_in(members.iter().copied()))
        .filter(
            Condition::any()
                .add(referral::Column::Status.ne(ReferralStatus::Closed))
                .add(referral::Column::AssignedTo.is_not_null()),
        )
        .order_by(referral::Column::Id, Order::Asc)
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The open loops of a member.
pub(super) async fn open_of(
    reader: &Reader,
    member: MemberId,
) -> Result<Vec<Referral>, StoreError> {
    let rows = reader
        .select::<referral::Entity>()
        .filter(referral::Column::MemberId.eq(member))
        .filter(referral::Column::Status.ne(ReferralStatus::Closed))
        .all()
        .await?;
    rows.into_iter().map(referral_from_row).collect()
}

/// What facts had ended and nothing has undone, in the order in which it was followed.
pub(super) async fn closures_of(
    reader: &Reader,
    members: &[MemberId],
) -> Result<Vec<LifeClosure>, StoreError> {
    let rows = reader
        .select::<life_closure::Entity>()
        .filter(life_closure::Column::MemberId.is_in(members.iter().copied()))
        .filter(life_closure::Column::ReopenedAt.is_null())
        .order_by(life_closure::Column::Id, Order::Asc)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| LifeClosure {
            id: row.id,
            referral: row.referral_id,
            plan: row.plan_id,
            member: row.member_id,
            provider: row.provider_id,
            cause: row.cause,
            last_on: row.last_on,
            event_seq: row.event_seq,
            next: row.next_id,
        })
        .collect())
}

/// All referrals that a change of the person's facts may concern, in the order of their ids.
pub(super) async fn concerned(
    reader: &Reader,
    person: &Person,
) -> Result<Vec<ReferralId>, StoreError> {
    let mut ids = running_of(reader, &person.ids()).await?;
    let closures = closures_of(reader, &person.all_ids()).await?;
    let closures = closures.into_iter();
    ids.extend(
        closures.flat_map(|closure| [Some(closure.referral), closure.next].into_iter().flatten()),
    );
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// A fact has ended this.
pub(super) async fn closure_insert(tx: &Tx, closure: &LifeClosure) -> Result<(), StoreError> {
    let row = life_closure::Model {
        id: closure.id,
        referral_id: closure.referral,
        plan_id: closure.plan,
        member_id: closure.member,
        provider_id: closure.provider,
        cause: closure.cause,
        last_on: closure.last_on,
        event_seq: closure.event_seq,
        followed_at: tx.now(),
        next_id: None,
        reopened_at: None,
    };
    tx.insert(row.into_active_model()).await
}

/// The loop is open again.
pub(super) async fn closure_undo(tx: &Tx, id: Uuid) -> Result<(), StoreError> {
    tx.update_where::<life_closure::Entity>()
        .filter(life_closure::Column::Id.eq(id))
        .set(life_closure::Column::ReopenedAt, tx.now())
        .run()
        .await?;
    Ok(())
}

/// It goes on as another referral, and its own timeline says so.
pub(super) async fn closure_pass_on(
    tx: &Tx,
    id: Uuid,
    (next, event_seq): (ReferralId, i32),
) -> Result<(), StoreError> {
    tx.update_where::<life_closure::Entity>()
        .filter(life_closure::Column::Id.eq(id))
        .set(life_closure::Column::NextId, next)
        .set(life_closure::Column::EventSeq, event_seq)
        .run()
        .await?;
    Ok(())
}
