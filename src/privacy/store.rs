//! The tables of the area.

use chrono::{DateTime, Utc};
use entity::types::{AccountId, BrokenGlassId, MemberId, OrganizationId, ReferralId};
use entity::{broken_glass, organization, privacy_policy, referral};
use sea_orm::{ColumnTrait, Condition, IntoActiveModel, Order};

use super::model::{BrokenGlass, PrivacyPolicy};
use crate::db::{Cursor, CursorError, Page, PageRequest, Reader, Tx, statements};
use crate::error::StoreError;

const BROKEN: &str = "broken-glass";

/// The policy of a plan; the default where it set none.
pub(crate) async fn policy_of(
    reader: &Reader,
    plan: OrganizationId,
) -> Result<PrivacyPolicy, StoreError> {
    let row = reader
        .select::<privacy_policy::Entity>()
        .filter(privacy_policy::Column::PlanId.eq(plan))
        .one()
        .await?;
    Ok(row.map_or_else(PrivacyPolicy::default, |row| policy_from_row(&row)))
}

/// Sets the policy of the actor's plan, and with it whether its restricted referrals are hidden.
pub(super) async fn policy_set(
    tx: &Tx,
    plan: OrganizationId,
    policy: PrivacyPolicy,
    by: AccountId,
) -> Result<(), StoreError> {
    // What is restricted meanwhile goes by the policy before or by this one, as a whole.
    tx.lock(&statements::accounts::LOCK_ORGANIZATION, plan.0)
        .await?;
    let row = privacy_policy::Model {
        plan_id: plan,
        others_see: policy.others_see,
        names_coordinators: policy.names_coordinators,
        names_reviewers: policy.names_reviewers,
        set_at: tx.now(),
        set_by: by,
    };
    if !tx.insert_if_absent(row.into_active_model()).await? {
        tx.update_where::<privacy_policy::Entity>()
            .filter(privacy_policy::Column::PlanId.eq(plan))
            .set(
                privacy_policy::Column::OthersSee,
                sea_orm::ActiveEnum::into_value(policy.others_see),
            )
            .set(
                privacy_policy::Column::NamesCoordinators,
                policy.names_coordinators,
            )
            .set(
                privacy_policy::Column::NamesReviewers,
                policy.names_reviewers,
            )
            .set(privacy_policy::Column::SetAt, tx.now())
            .set(privacy_policy::Column::SetBy, by)
            .run()
            .await?;
    }
    tx.update_where::<referral::Entity>()
        .filter(referral::Column::PlanId.eq(plan))
        .filter(referral::Column::Restriction.is_not_null())
        .set(referral::Column::IsHidden, policy.hides())
        .run()
        .await?;
    Ok(())
}

/// The member of a referral that the actor knows of, and whether the referral is restricted.
pub(super) async fn member_behind(
    tx: &Tx,
    referral: ReferralId,
) -> Result<Option<(Option<MemberId>, bool)>, StoreError> {
    let row = tx
        .select::<referral::Entity>()
        .filter(referral::Column::Id.eq(referral))
        .one()
        .await?;
    Ok(row.map(|row| (row.member_id, row.restriction.is_some())))
}

/// Whether a member has a restricted referral.
pub(super) async fn has_restricted_referral(
    reader: &Reader,
    member: MemberId,
) -> Result<bool, StoreError> {
    let found = reader
        .select::<referral::Entity>()
        .filter(referral::Column::MemberId.eq(member))
        .filter(referral::Column::Restriction.is_not_null())
        .limit(1)
        .one()
        .await?;
    Ok(found.is_some())
}

/// Writes down that a member was opened.
pub(super) async fn glass_insert(tx: &Tx, glass: &BrokenGlass) -> Result<(), StoreError> {
    let row = broken_glass::Model {
        id: glass.id,
        plan_id: glass.plan,
        member_id: glass.member,
        account_id: glass.account,
        reason: glass.reason.clone(),
        broken_at: glass.broken_at,
        expires_at: glass.expires_at,
    };
    tx.insert(row.into_active_model()).await
}

/// A page of what was opened, latest first.
pub(super) async fn glass_list(
    reader: &Reader,
    page: &PageRequest,
) -> Result<Result<Page<BrokenGlass>, CursorError>, StoreError> {
    let after: Option<(DateTime<Utc>, uuid::Uuid)> = match page.after(BROKEN) {
        Ok(after) => after,
        Err(error) => return Ok(Err(error)),
    };
    let rows = reader
        .select::<broken_glass::Entity>()
        .filter_if(after, |(at, id)| {
            let same = Condition::all()
                .add(broken_glass::Column::BrokenAt.eq(at))
                .add(broken_glass::Column::Id.lt(id));
            Condition::any()
                .add(broken_glass::Column::BrokenAt.lt(at))
                .add(same)
        })
        .order_by(broken_glass::Column::BrokenAt, Order::Desc)
        .order_by(broken_glass::Column::Id, Order::Desc)
        .limit(page.limit())
        .all()
        .await?;
    let page = Page::trim(page, rows, |row| {
        Cursor::encode(BROKEN, &(row.broken_at, row.id.0))
    });
    Ok(Ok(page.map(glass_from_row)))
}

/// One that the actor may know of.
pub(super) async fn glass_by_id(
    reader: &Reader,
    id: BrokenGlassId,
) -> Result<Option<BrokenGlass>, StoreError> {
    let row = reader
        .select::<broken_glass::Entity>()
        .filter(broken_glass::Column::Id.eq(id))
        .one()
        .await?;
    Ok(row.map(glass_from_row))
}

/// How many were opened.
pub(super) async fn glass_count(reader: &Reader) -> Result<u64, StoreError> {
    reader.select::<broken_glass::Entity>().count().await
}

/// Whom people have open at this instant, and until when.
pub(super) async fn glass_open(
    reader: &Reader,
    now: DateTime<Utc>,
) -> Result<Vec<BrokenGlass>, StoreError> {
    let rows = reader
        .select::<broken_glass::Entity>()
        .filter(broken_glass::Column::ExpiresAt.gt(now))
        .all()
        .await?;
    Ok(rows.into_iter().map(glass_from_row).collect())
}

/// The policies of all plans that set one.
pub(super) async fn policies(
    reader: &Reader,
) -> Result<Vec<(OrganizationId, PrivacyPolicy)>, StoreError> {
    let rows = reader.select::<privacy_policy::Entity>().all().await?;
    Ok(rows
        .iter()
        .map(|row| (row.plan_id, policy_from_row(row)))
        .collect())
}

/// Which plan works for which: prime plan, subcontracted plan.
pub(super) async fn delegations(
    reader: &Reader,
) -> Result<Vec<(OrganizationId, OrganizationId)>, StoreError> {
    let rows = reader
        .select::<organization::Entity>()
        .filter(organization::Column::PrimeId.is_not_null())
        .order_by(organization::Column::Id, Order::Asc)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.prime_id?, row.id)))
        .collect())
}

fn policy_from_row(row: &privacy_policy::Model) -> PrivacyPolicy {
    PrivacyPolicy {
        others_see: row.others_see,
        names_coordinators: row.names_coordinators,
        names_reviewers: row.names_reviewers,
    }
}

fn glass_from_row(row: broken_glass::Model) -> BrokenGlass {
    BrokenGlass {
        id: row.id,
        plan: row.plan_id,
        member: row.member_id,
        account: row.account_id,
        reason: row.reason,
        broken_at: row.broken_at,
        expires_at: row.expires_at,
    }
}
