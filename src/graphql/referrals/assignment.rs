use std::borrow::Cow;

use async_graphql::{Context, ID, Object, SimpleObject};

use super::candidate::{Candidate, ConsideredKey};
use super::codes::{
    AssignmentEndReason, AssignmentStatus, ContactKind, DiscontinuationReason, OutreachMethod,
    OutreachOutcome,
};
use super::loaders::{AttemptsKey, DeliveryKey, HandOffsKey, ReassessmentsKey, ReferralKey};
use super::mutations::DeclineReason;
use super::packet::Packet;
use super::reassessment::Reassessment;
use super::referral::Referral;
use crate::authorizations::AuthorizationKind;
use crate::graphql::authorizations::{Authorization, AuthorizationDraft, AuthorizationKey};
use crate::graphql::directory::{Provider, ProviderKey};
use crate::graphql::duties::OutreachDuty;
use crate::graphql::members::{Member, MemberKey};
use crate::graphql::notices::NoticeDelivery;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::referrals;

/// One contact about an assignment, mostly an attempt to reach the member. For the provider and the
/// plan. What was written down wrong stays, beside the row that corrects it.
#[derive(SimpleObject, Clone, Debug)]
pub struct OutreachAttempt {
    /// Global id, to correct it by.
    id: ID,
    /// Whether it is an attempt, or another contact.
    kind: ContactKind,
    /// Whether it was made where the member stays.
    is_in_facility: bool,
    /// Whether the member was reached: in person or through somebody, or in a facility.
    is_successful: bool,
    /// The row that this one corrects; null for most.
    corrects: Option<ID>,
    /// Why it corrects it.
    correction_reason: Option<String>,
    /// What it corrects never happened.
    is_void: bool,
    /// When it was made.
    made_at: DateTime,
    /// When it was written down.
    recorded_at: DateTime,
    /// How it was made.
    method: OutreachMethod,
    /// What it led to.
    outcome: OutreachOutcome,
    /// Whole minutes, rounded up; a letter counts as 1.
    minutes: i32,
    /// Free text.
    note: Option<String>,
}

impl From<referrals::Attempt> for OutreachAttempt {
    fn from(attempt: referrals::Attempt) -> Self {
        let id = |id: referrals::AttemptId| NodeKind::OutreachAttempt.encode(id.0);
        Self {
            id: id(attempt.id),
            kind: attempt.kind.into(),
            is_in_facility: attempt.is_in_facility,
            is_successful: attempt.is_successful(),
            corrects: attempt.correction.as_ref().map(|one| id(one.of)),
            correction_reason: attempt.correction.map(|one| one.reason),
            is_void: attempt.is_void,
            made_at: DateTime(attempt.made_at),
            recorded_at: DateTime(attempt.recorded_at),
            method: attempt.method.into(),
            outcome: attempt.outcome.into(),
            minutes: attempt.minutes,
            note: attempt.note,
        }
    }
}

/// Why a service ended.
#[derive(SimpleObject, Clone, Debug)]
pub struct Discontinuation {
    /// Why it ended.
    reason: DiscontinuationReason,
    /// What the member was moved to, where the service broke off.
    moved_to: Option<String>,
}

/// Why a provider declined.
#[derive(SimpleObject, Clone, Debug)]
pub struct Decline {
    /// Why. Capacity is the only contractual ground.
    reason: DeclineReason,
    /// Declined for capacity while the figures showed room: the provider is left out until it has
    /// corrected its figure.
    is_disputed: bool,
}

/// A warm hand-off: the member was introduced in person. For the provider and the plan.
#[derive(SimpleObject, Clone, Debug)]
pub struct HandOff {
    /// When it was.
    made_at: DateTime,
    /// When it was written down.
    recorded_at: DateTime,
    /// Who handed the member over.
    from_name: String,
    /// Who took the member over.
    to_name: String,
    /// Free text.
    note: Option<String>,
}

/// How an assignment ended.
#[derive(SimpleObject, Clone, Debug)]
pub struct AssignmentEnding {
    /// Why the service ended; null where it had not started. For the provider and the plan.
    discontinuation: Option<Discontinuation>,
    /// Why the provider declined; null where it did not. For the provider and the plan.
    decline: Option<Decline>,
    /// Why it ended.
    reason: AssignmentEndReason,
    /// When it ended: from then on the place is free.
    at: DateTime,
}

/// A record beside an assignment: read with it in bulk, or still to be read.
#[derive(Clone, Debug, Default)]
pub enum Beside<T> {
    /// Not read yet.
    #[default]
    Unread,
    /// Read: `None` when the viewer may not see it.
    Read(Option<T>),
}

impl<T> Beside<T> {
    /// What was read, if it was wanted.
    #[must_use]
    pub fn read_if(wanted: bool, value: Option<T>) -> Self {
        if wanted {
            Self::Read(value)
        } else {
            Self::Unread
        }
    }
}

/// One provider's turn at a referral. It lives until the service ends, or it is declined,
/// reassigned or closed without a service; a place of the provider's capacity and its access to
/// the member follow it.
#[derive(Clone, Debug)]
pub struct Assignment {
    inner: referrals::Assignment,
    referral: Beside<Referral>,
    member: Beside<Member>,
}

impl Assignment {
    /// The assignment as its area has it.
    #[must_use]
    pub fn inner(&self) -> &referrals::Assignment {
        &self.inner
    }

    /// An assignment by itself.
    #[must_use]
    pub fn new(assignment: referrals::Assignment) -> Self {
        Self {
            inner: assignment,
            referral: Beside::Unread,
            member: Beside::Unread,
        }
    }

    /// An assignment with what was read beside it.
    #[must_use]
    pub fn with(
        assignment: referrals::Assignment,
        referral: Beside<Referral>,
        member: Beside<Member>,
    ) -> Self {
        Self {
            inner: assignment,
            referral,
            member,
        }
    }
}

/// One provider's turn at a referral. It lives until the service ends, or it is declined,
/// reassigned or closed without a service; a place of the provider's capacity and its access to
/// the member follow it.
#[Object]
impl Assignment {
    /// Global id.
    pub(in crate::graphql) async fn id(&self) -> ID {
        NodeKind::Assignment.encode(self.inner.id.0)
    }

    /// Where it stands.
    async fn status(&self) -> AssignmentStatus {
        self.inner.status.into()
    }

    /// Whose turn it is.
    async fn provider(&self, ctx: &Context<'_>) -> Result<Provider, ApiError> {
        let found = ctx
            .loaders()?
            .load(ProviderKey(self.inner.provider))
            .await?;
        found.map(Provider).ok_or_else(ApiError::not_found)
    }

    /// The referral; null once the viewer's access to it has ended.
    pub(super) async fn referral(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<Cow<'_, Referral>>, ApiError> {
        if let Beside::Read(referral) = &self.referral {
            return Ok(referral.as_ref().map(Cow::Borrowed));
        }
        let found = ctx
            .loaders()?
            .load(ReferralKey(self.inner.referral))
            .await?;
        Ok(found.map(Referral::new).map(Cow::Owned))
    }

    /// The member; null once the viewer's access to them has ended, and for a referrer.
    pub(super) async fn member(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<Cow<'_, Member>>, ApiError> {
        if let Beside::Read(member) = &self.member {
            return Ok(member.as_ref().map(Cow::Borrowed));
        }
        let found = ctx.loaders()?.load(MemberKey(self.inner.member)).await?;
        Ok(found.map(Member).map(Cow::Owned))
    }

    /// What the provider needs to confirm eligibility, serve and bill, in one place. For the provider
    /// while it has the assignment, and for the plan; null for others.
    #[graphql(complexity = "5 + child_complexity")]
    async fn packet(&self, ctx: &Context<'_>) -> Result<Option<Packet>, ApiError> {
        Packet::of(ctx, self).await
    }

    /// When it was assigned: the start of the 24 hours.
    async fn assigned_at(&self) -> DateTime {
        DateTime(self.inner.assigned_at)
    }

    /// The provider's first yes, in words or by outreach; null before it.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.inner.accepted_at.map(DateTime)
    }

    /// Until when the place is held (`holdPlace`): if the service has not started by then, the
    /// assignment ends and the place is free. Null: held until the assignment ends, or in use.
    async fn held_until(&self) -> Option<DateTime> {
        self.inner.held_until.map(DateTime)
    }

    /// The authorization on which the service draws; null where it draws on none that the viewer may
    /// see.
    async fn authorization(&self, ctx: &Context<'_>) -> Result<Option<Authorization>, ApiError> {
        let Some(id) = self.inner.authorization else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(AuthorizationKey(id)).await?;
        Ok(found.map(Authorization))
    }

    /// Whether it stands on a presumption: the provider has it since before the plan decided
    /// (`authorization` says how it did). False to who may not see that authorization.
    async fn is_presumptive(&self, ctx: &Context<'_>) -> Result<bool, ApiError> {
        let Some(id) = self.inner.authorization else {
            return Ok(false);
        };
        let found = ctx.loaders()?.load(AuthorizationKey(id)).await?;
        Ok(found.is_some_and(|one| one.kind == AuthorizationKind::Presumptive))
    }

    /// The service started without the authorization that the plan wants, so it is not paid. A
    /// RETROSPECTIVE request may still mend that.
    async fn is_unpayable(&self) -> bool {
        self.inner.is_unpayable
    }

    /// The RETROSPECTIVE request that would make it payable, filled in with what is known. Null where
    /// it is paid, was asked for already, or where the plan authorizes nothing afterwards, or not any
    /// more; and to others than the provider and the plan.
    #[graphql(complexity = "10 + child_complexity")]
    async fn authorization_draft(
        &self,
        ctx: &Context<'_>,
    ) -> Result<Option<AuthorizationDraft>, ApiError> {
        let op = ctx.operation()?.fresh();
        let referrals = &ctx.services()?.referrals;
        let draft = referrals.authorization_draft(&op, &self.inner).await?;
        Ok(draft.map(AuthorizationDraft::from))
    }

    /// When the service started; null before it.
    async fn service_started_at(&self) -> Option<DateTime> {
        self.inner.service_started_at.map(DateTime)
    }

    /// How it ended; null while it lives.
    async fn ending(&self, ctx: &Context<'_>) -> Result<Option<AssignmentEnding>, ApiError> {
        let Some((at, reason)) = self.inner.ended else {
            return Ok(None);
        };
        let actor = ctx.op()?.actor();
        let is_party =
            actor.belongs_to(self.inner.provider) || actor.works_for_plan(self.inner.plan);
        let discontinuation = self.inner.discontinuation.as_ref().filter(|_| is_party);
        let decline = self.inner.decline.filter(|_| is_party);
        Ok(Some(AssignmentEnding {
            discontinuation: discontinuation.map(|why| Discontinuation {
                reason: why.reason.into(),
                moved_to: why.moved_to.clone(),
            }),
            decline: decline.map(|reason| Decline {
                reason: reason.into(),
                is_disputed: self.inner.is_disputed,
            }),
            reason: reason.into(),
            at: DateTime(at),
        }))
    }

    /// The outreach duty; null where there is none (ECM and sobering centers, unless the plan's
    /// policy sets one).
    async fn outreach(&self, ctx: &Context<'_>) -> Result<Option<OutreachDuty>, ApiError> {
        let now = ctx.operation()?.now();
        Ok(OutreachDuty::of(self, now))
    }

    /// Attempts to reach the member, earliest first. Empty for a referrer.
    async fn attempts(&self, ctx: &Context<'_>) -> Result<Vec<OutreachAttempt>, ApiError> {
        let found = ctx.loaders()?.load(AttemptsKey(self.inner.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(OutreachAttempt::from)
            .collect())
    }

    /// Who was thought of when it was made, in order: the first ten and the one that got it. For
    /// the plan; empty for others.
    #[graphql(complexity = "10 * child_complexity")]
    async fn considered(&self, ctx: &Context<'_>) -> Result<Vec<Candidate>, ApiError> {
        let found = ctx.loaders()?.load(ConsideredKey(self.inner.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(Candidate)
            .collect())
    }

    /// Warm hand-offs, earliest first. Empty for a referrer.
    async fn hand_offs(&self, ctx: &Context<'_>) -> Result<Vec<HandOff>, ApiError> {
        let found = ctx.loaders()?.load(HandOffsKey(self.inner.id)).await?;
        let hand_offs = found.unwrap_or_default().into_iter();
        Ok(hand_offs
            .map(|hand_off| HandOff {
                made_at: DateTime(hand_off.made_at),
                recorded_at: DateTime(hand_off.recorded_at),
                from_name: hand_off.from_name,
                to_name: hand_off.to_name,
                note: hand_off.note,
            })
            .collect())
    }

    /// Reassessments while the service runs, in order: those that were done, and the one that is to be
    /// done. For the provider and the plan; empty for others.
    #[graphql(complexity = "5 * child_complexity")]
    async fn reassessments(&self, ctx: &Context<'_>) -> Result<Vec<Reassessment>, ApiError> {
        let found = ctx.loaders()?.load(ReassessmentsKey(self.inner.id)).await?;
        Ok(found
            .unwrap_or_default()
            .into_iter()
            .map(Reassessment)
            .collect())
    }

    /// How the provider was told of it: sent, delivered, acknowledged, each with its time. For the
    /// provider and the plan; null for a referrer.
    async fn notice(&self, ctx: &Context<'_>) -> Result<Option<NoticeDelivery>, ApiError> {
        let key = DeliveryKey(self.inner.id, self.inner.provider);
        Ok(ctx.loaders()?.load(key).await?.map(NoticeDelivery::from))
    }
}
