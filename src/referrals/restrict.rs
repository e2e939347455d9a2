//! Restricting: a referral whose subject would harm the person if it were known, or all referrals
//! of a member. Only the assigned provider and those whom the plan named see what they are about.

use entity::types::{MemberId, OrganizationId, ReferralId, Restriction};
use entity::{assignment, referral};
use sea_orm::ColumnTrait;

use super::act::locked_in;
use super::error::{
    LiftMemberRestrictionRefusal, LiftRestrictionRefusal, ReferralError, RestrictMemberRefusal,
    RestrictRefusal,
};
use super::model::Referral;
use super::{Referrals, store};
use crate::access::{Action, Actor, Relation, Resource, authorize};
use crate::audit;
use crate::db::{Tx, statements};
use crate::error::{Failure, StoreError};
use crate::idempotency::{IdempotencyKey, done_before_in};
use crate::members::{self, Member};
use crate::op::OpCtx;
use crate::privacy;
use crate::refusal::Refusal;

impl Referrals {
    /// Restricts a referral, also before a member is known.
    pub async fn restrict(
        &self,
        op: &OpCtx,
        id: ReferralId,
        restriction: Restriction,
        key: Option<&IdempotencyKey>,
    ) -> Result<ReferralId, ReferralError<RestrictRefusal>> {
        let act = audit::Act::on("restrictReferral", id);
        self.db
            .act(op, act, |tx| async move {
                let reused = RestrictRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(id);
                }
                let (referral, _) = locked_in(&tx, id, Action::ReferralRestrict).await?;
                referral_restrict(&tx, &referral, Some(restriction)).await?;
                Ok(id)
            })
            .await
    }

    /// Lifts the restriction of a referral. A restricted member's referrals stay restricted.
    pub async fn lift_restriction(
        &self,
        op: &OpCtx,
        id: ReferralId,
        key: Option<&IdempotencyKey>,
    ) -> Result<ReferralId, ReferralError<LiftRestrictionRefusal>> {
        let act = audit::Act::on("liftReferralRestriction", id);
        self.db
            .act(op, act, |tx| async move {
                let reused = LiftRestrictionRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_some() {
                    return Ok(id);
                }
                let (referral, _) = locked_in(&tx, id, Action::ReferralRestrict).await?;
                if is_member_restricted(&tx, &referral).await? {
                    return Err(Failure::Refused(vec![Refusal::new(
                        LiftRestrictionRefusal::MemberRestricted,
                        "The member is restricted, and with them all their referrals; lift that \
                         restriction first.",
                    )]));
                }
                referral_restrict(&tx, &referral, None).await?;
                Ok(id)
            })
            .await
    }

    /// Restricts a member and all their referrals, past and to come.
    pub async fn restrict_member(
        &self,
        op: &OpCtx,
        id: MemberId,
        key: Option<&IdempotencyKey>,
    ) -> Result<MemberId, ReferralError<RestrictMemberRefusal>> {
        let act = audit::Act::on("restrictMember", id);
        self.db
            .act(op, act, |tx| async move {
                let reused = RestrictMemberRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_none() {
                    member_restrict(&tx, id, true).await?;
                }
                Ok(id)
            })
            .await
    }

    /// Lifts the restriction of a member, and of the referrals that were restricted with them.
    pub async fn lift_member_restriction(
        &self,
        op: &OpCtx,
        id: MemberId,
        key: Option<&IdempotencyKey>,
    ) -> Result<MemberId, ReferralError<LiftMemberRestrictionRefusal>> {
        let act = audit::Act::on("liftMemberRestriction", id);
        self.db
            .act(op, act, |tx| async move {
                let reused = LiftMemberRestrictionRefusal::IdempotencyKeyReused;
                if done_before_in(&tx, key, id.0, reused).await?.is_none() {
                    member_restrict(&tx, id, false).await?;
                }
                Ok(id)
            })
            .await
    }
}

/// Restricts a referral that is locked, or lifts its restriction.
async fn referral_restrict(
    tx: &Tx,
    before: &Referral,
    restriction: Option<Restriction>,
) -> Result<(), StoreError> {
    let mut after = before.clone();
    after.restriction = restriction;
    after.is_hidden = hides_in(tx, before.plan, restriction).await?;
    // Assignments first: once the referral is hidden, the row filter hides them.
    let of_referral = assignment::Column::ReferralId.eq(before.id);
    assignments_restrict(tx, of_referral, restriction).await?;
    let authorizations = [before.id.into(), restriction.is_some().into()];
    tx.change(
        &statements::authorizations::RESTRICT_WITH_REFERRAL,
        authorizations,
    )
    .await?;
    store::referral_apply(tx, before, &after).await
}

/// Restricts a member, or lifts the restriction; the referrals follow. Nothing if it is so already.
async fn member_restrict<C>(
    tx: &Tx,
    id: MemberId,
    restricts: bool,
) -> Result<(), ReferralError<C>> {
    members::store::member_lock(tx, id).await?;
    let member = members::store::member_by_id(tx, id)
        .await?
        .ok_or(Failure::NotFound)?;
    tx.concerns(member.plan, Some(id));
    authorize(tx.actor(), Action::MemberRestrict, &member)?;
    if member.restricted_at.is_some() == restricts {
        return Ok(());
    }
    let since = restricts.then(|| tx.now());
    // All records of one person: what was referred stays with the record it came for.
    let mut records = members::merge::records_of(tx, id).await?;
    records.sort_unstable();
    for record in &records {
        members::store::member_lock(tx, *record).await?;
        members::store::member_restrict(tx, *record, since).await?;
    }
    referrals_of_member_restrict(tx, (member.plan, records.clone()), restricts).await?;
    // Authorizations last: they follow their referrals.
    for record in records {
        let authorizations = [record.into(), restricts.into()];
        tx.change(
            &statements::authorizations::RESTRICT_WITH_MEMBER,
            authorizations,
        )
        .await?;
        let visits = [record.into(), restricts.into()];
        tx.change(&statements::visits::RESTRICT_WITH_MEMBER, visits)
            .await?;
    }
    Ok(())
}

/// Whether a plan hides what is restricted for that reason.
pub(super) async fn hides_in(
    tx: &Tx,
    plan: OrganizationId,
    restriction: Option<Restriction>,
) -> Result<bool, StoreError> {
    if restriction.is_none() {
        return Ok(false);
    }
    // Whoever sets the policy waits for this restriction, or this one for them.
    tx.lock(&statements::HOLD_ORGANIZATION, plan.0).await?;
    let reader = tx.as_system("whoever refers does not see the plan's policy");
    Ok(privacy::store::policy_of(&reader, plan).await?.hides())
}

async fn is_member_restricted(tx: &Tx, referral: &Referral) -> Result<bool, StoreError> {
    let Some(member) = referral.member else {
        return Ok(false);
    };
    let member = members::store::member_by_id(tx, member).await?;
    Ok(member.is_some_and(|member| member.restricted_at.is_some()))
}

async fn assignments_restrict(
    tx: &Tx,
    of: impl sea_orm::sea_query::IntoCondition,
    restriction: Option<Restriction>,
) -> Result<(), StoreError> {
    tx.update_where::<assignment::Entity>()
        .filter(of)
        .set(assignment::Column::IsRestricted, restriction.is_some())
        .run()
        .await?;
    Ok(())
}

/// The referrals follow their member: those that were open are restricted with the member, and
/// those that were restricted for no other reason are open again.
async fn referrals_of_member_restrict(
    tx: &Tx,
    (plan, records): (OrganizationId, Vec<MemberId>),
    restricts: bool,
) -> Result<(), StoreError> {
    let of_member = referral::Column::MemberId.is_in(records);
    let with_member = Restriction::Member;
    let (from, to) = if restricts {
        (referral::Column::Restriction.is_null(), Some(with_member))
    } else {
        (referral::Column::Restriction.eq(with_member), None)
    };
    let hides = hides_in(tx, plan, to).await?;
    tx.update_where::<referral::Entity>()
        .filter(of_member.clone())
        .filter(from)
        .set(
            referral::Column::Restriction,
            to.map(sea_orm::ActiveEnum::into_value),
        )
        .set(referral::Column::IsHidden, hides)
        .run()
        .await?;
    // Assignments second: whoever was giving one of the referrals to a provider had it locked, and
    // what they wrote is seen by the next statement only.
    let follows = if restricts {
        referral::Column::Restriction.is_not_null()
    } else {
        referral::Column::Restriction.is_null()
    };
    let of_these = assignment::Column::ReferralId.in_subquery(
        sea_orm::sea_query::Query::select()
            .column(referral::Column::Id)
            .from(referral::Entity)
            .and_where(of_member)
            .and_where(follows)
            .to_owned(),
    );
    assignments_restrict(tx, of_these, to).await
}

impl Resource for Member {
    fn relation(&self, actor: &Actor) -> Relation {
        if !actor.works_for_plan(self.plan) {
            return Relation::Unrelated;
        }
        if !actor.belongs_to(self.plan) {
            Relation::Prime
        } else if self.restricted_at.is_some() {
            // Only those who see a restricted member come so far.
            Relation::Guarded
        } else {
            Relation::Plan
        }
    }
}
