use std::borrow::Cow;

use async_graphql::{Context, ID, Object, SimpleObject};
use chrono::Utc;

use super::codes::{
    AssignmentEndReason, AssignmentStatus, DutyStatus, OutreachMethod, OutreachOutcome,
};
use super::loaders::{AttemptsKey, DeliveryKey, ReferralKey};
use super::referral::Referral;
use crate::clocks::outreach;
use crate::graphql::directory::{Provider, ProviderKey};
use crate::graphql::members::{Member, MemberKey};
use crate::graphql::notices::NoticeDelivery;
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt, NodeKind};
use crate::referrals;

/// The 24-hour rule as an object: an ILOS provider reaches out within 24 clock hours of
/// assignment; nights, weekends and holidays count.
#[derive(SimpleObject, Clone, Debug)]
pub struct OutreachDuty {
    /// The last instant at which an attempt meets it.
    due_at: DateTime,
    /// Where it stands now.
    status: DutyStatus,
    /// When the earliest attempt was made, however late it was recorded; null before the first.
    first_attempt_at: Option<DateTime>,
    /// Whole minutes by which the first attempt was late, or is by now; null while not late.
    late_by_minutes: Option<i32>,
}

impl OutreachDuty {
    fn of(duty: &outreach::OutreachDuty, now: chrono::DateTime<Utc>) -> Self {
        let late = duty.late_by(now).map(|late| late.num_minutes());
        Self {
            due_at: DateTime(duty.due_at),
            status: duty.status(now).into(),
            first_attempt_at: duty.first_attempt_at.map(DateTime),
            late_by_minutes: late.map(|minutes| i32::try_from(minutes).unwrap_or(i32::MAX)),
        }
    }
}

/// One attempt to reach the member. For the provider and the plan.
#[derive(SimpleObject, Clone, Debug)]
pub struct OutreachAttempt {
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
        Self {
            made_at: DateTime(attempt.made_at),
            recorded_at: DateTime(attempt.recorded_at),
            method: attempt.method.into(),
            outcome: attempt.outcome.into(),
            minutes: attempt.minutes,
            note: attempt.note,
        }
    }
}

/// How an assignment ended.
#[derive(SimpleObject, Clone, Debug)]
pub struct AssignmentEnding {
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
    async fn referral(&self, ctx: &Context<'_>) -> Result<Option<Cow<'_, Referral>>, ApiError> {
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
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Cow<'_, Member>>, ApiError> {
        if let Beside::Read(member) = &self.member {
            return Ok(member.as_ref().map(Cow::Borrowed));
        }
        let found = ctx.loaders()?.load(MemberKey(self.inner.member)).await?;
        Ok(found.map(Member).map(Cow::Owned))
    }

    /// When it was assigned: the start of the 24 hours.
    async fn assigned_at(&self) -> DateTime {
        DateTime(self.inner.assigned_at)
    }

    /// The provider's first yes, in words or by outreach; null before it.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.inner.accepted_at.map(DateTime)
    }

    /// When the service started; null before it.
    async fn service_started_at(&self) -> Option<DateTime> {
        self.inner.service_started_at.map(DateTime)
    }

    /// How it ended; null while it lives.
    async fn ending(&self) -> Option<AssignmentEnding> {
        let (at, reason) = self.inner.ended?;
        Some(AssignmentEnding {
            reason: reason.into(),
            at: DateTime(at),
        })
    }

    /// The 24-hour duty; null where the service has none (ECM, sobering centers).
    async fn outreach(&self, ctx: &Context<'_>) -> Result<Option<OutreachDuty>, ApiError> {
        let now = ctx.operation()?.now();
        Ok(self.inner.duty().map(|duty| OutreachDuty::of(&duty, now)))
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

    /// How the provider was told of it: sent, delivered, acknowledged, each with its time. For the
    /// provider and the plan; null for a referrer.
    async fn notice(&self, ctx: &Context<'_>) -> Result<Option<NoticeDelivery>, ApiError> {
        let key = DeliveryKey(self.inner.id, self.inner.provider);
        Ok(ctx.loaders()?.load(key).await?.map(NoticeDelivery::from))
    }
}
