use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::{TimeDelta, Utc};

use super::loaders::EscalationKey;
use crate::clocks::outreach;
use crate::duties;
use crate::graphql::notices::{NoticeDelivery, NoticeKind};
use crate::graphql::policies::{EscalationAction, EscalationAudience};
use crate::graphql::referrals::{
    Assignment, AttemptsKey, DeliveryKey, DutyStatus, OutreachAttempt,
};
use crate::graphql::scalars::DateTime;
use crate::graphql::{ApiError, ContextExt};
use crate::referrals;

/// Why a plan excused a duty.
#[derive(SimpleObject, Clone, Debug)]
pub struct DutyExcuse {
    /// When the plan excused it.
    excused_at: DateTime,
    /// Why, in the plan's words.
    reason: String,
}

/// What the plan's policy wants when no attempt is successful.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct FollowUp {
    /// Attempts that it wants …
    attempts_wanted: i32,
    /// … by then.
    until: DateTime,
    /// Attempts made so far. 0 for a referrer, who hears that it was done and not how.
    attempts_made: i32,
}

/// Where a step of an escalation stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "duties::EscalationState")]
pub enum EscalationState {
    /// Its instant has not come.
    Pending,
    /// It was carried out, once.
    Fired,
    /// What it was for was done, excused or is over.
    Cancelled,
}

/// One step of an assignment's escalation, copied from the plan's policy when it was assigned: a
/// later policy changes no duty that runs.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct Escalation {
    /// From when on it is due.
    fires_at: DateTime,
    /// Who is told.
    audience: EscalationAudience,
    /// What is done.
    action: EscalationAction,
    /// The notice that tells it. `NOT_TOLD` asks whether the provider's notice was delivered, and
    /// fires only if it was not.
    tells: NoticeKind,
    /// Where it stands.
    state: EscalationState,
    /// When it fired; null before.
    fired_at: Option<DateTime>,
    /// Whether it fired more than a minute after its instant: the server was down.
    was_late: bool,
}

impl From<duties::Escalation> for Escalation {
    fn from(step: duties::Escalation) -> Self {
        Self {
            fires_at: DateTime(step.fires_at),
            audience: step.audience.into(),
            action: step.action.into(),
            tells: step.tells.into(),
            state: step.state.into(),
            fired_at: step.fired_at.map(DateTime),
            was_late: step.was_late,
        }
    }
}

/// The outreach duty of one assignment: an ILOS provider reaches out within 24 clock hours of
/// assignment, or the time that the plan's policy sets; nights, weekends and holidays count.
#[derive(Clone, Debug)]
pub struct OutreachDuty {
    assignment: Assignment,
    duty: outreach::OutreachDuty,
    now: chrono::DateTime<Utc>,
}

impl OutreachDuty {
    /// The duty of an assignment as it stands at `now`, where it has one.
    #[must_use]
    pub fn of(assignment: &Assignment, now: chrono::DateTime<Utc>) -> Option<Self> {
        Some(Self {
            duty: assignment.inner().duty()?,
            assignment: assignment.clone(),
            now,
        })
    }

    fn inner(&self) -> &referrals::Assignment {
        self.assignment.inner()
    }

    async fn attempts(&self, ctx: &Context<'_>) -> Result<Vec<referrals::Attempt>, ApiError> {
        let found = ctx.loaders()?.load(AttemptsKey(self.inner().id)).await?;
        let mut attempts = found.unwrap_or_default();
        let corrected: Vec<_> = attempts
            .iter()
            .filter_map(|one| Some(one.correction.as_ref()?.of))
            .collect();
        attempts.retain(|one| {
            one.kind == referrals::ContactKind::Outreach
                && !one.is_void
                && !corrected.contains(&one.id)
        });
        Ok(attempts)
    }
}

/// Whole minutes, as the schema has them.
fn minutes(time: TimeDelta) -> i32 {
    i32::try_from(time.num_minutes()).unwrap_or(i32::MAX)
}

/// The outreach duty of one assignment: an ILOS provider reaches out within 24 clock hours of
/// assignment, or the time that the plan's policy sets; nights, weekends and holidays count.
#[Object]
impl OutreachDuty {
    /// Whose duty it is, and about what.
    async fn assignment(&self) -> &Assignment {
        &self.assignment
    }

    /// The last instant at which an attempt meets it.
    async fn due_at(&self) -> DateTime {
        DateTime(self.duty.due_at)
    }

    /// Where it stands now.
    async fn status(&self) -> DutyStatus {
        self.duty.status(self.now).into()
    }

    /// Whole minutes until it is due; null unless it runs.
    async fn minutes_left(&self) -> Option<i32> {
        self.duty.time_left(self.now).map(minutes)
    }

    /// When the earliest attempt was made, however late it was recorded (`attempts.recordedAt`);
    /// null before the first.
    async fn first_attempt_at(&self) -> Option<DateTime> {
        self.duty.first_attempt_at.map(DateTime)
    }

    /// Whether it is met only by what was written down after it was due: made in time by the
    /// provider's word, and nobody could see it then. For the provider and the plan; false for a
    /// referrer.
    async fn is_recorded_late(&self, ctx: &Context<'_>) -> Result<bool, ApiError> {
        let due_at = self.duty.due_at;
        let attempts = self.attempts(ctx).await?;
        let mut in_time = attempts
            .iter()
            .filter(|one| one.made_at <= due_at)
            .peekable();
        Ok(in_time.peek().is_some() && in_time.all(|one| one.recorded_at > due_at))
    }

    /// Whole minutes by which the first attempt was late, or is by now; null while not late.
    async fn late_by_minutes(&self) -> Option<i32> {
        self.duty.late_by(self.now).map(minutes)
    }

    /// The plan's excuse; null where there is none. For the provider and the plan.
    async fn excuse(&self, ctx: &Context<'_>) -> Result<Option<DutyExcuse>, ApiError> {
        let (actor, inner) = (ctx.op()?.actor(), self.inner());
        let is_party = actor.belongs_to(inner.provider) || actor.works_for_plan(inner.plan);
        let excuse = inner.excuse.as_ref().filter(|_| is_party);
        Ok(excuse.map(|excuse| DutyExcuse {
            excused_at: DateTime(excuse.excused_at),
            reason: excuse.reason.clone(),
        }))
    }

    /// What the plan's policy wanted, when it was assigned, if no attempt is successful; null for
    /// assignments from before plans could say so.
    async fn follow_up(&self, ctx: &Context<'_>) -> Result<Option<FollowUp>, ApiError> {
        let Some((attempts_wanted, until)) = self.inner().follow_up else {
            return Ok(None);
        };
        let made = self.attempts(ctx).await?.len();
        Ok(Some(FollowUp {
            attempts_wanted,
            until: DateTime(until),
            attempts_made: i32::try_from(made).unwrap_or(i32::MAX),
        }))
    }

    /// The last attempt that was made and stands; null before the first, and for a referrer.
    async fn last_attempt(&self, ctx: &Context<'_>) -> Result<Option<OutreachAttempt>, ApiError> {
        let last = self.attempts(ctx).await?.into_iter().next_back();
        Ok(last.map(OutreachAttempt::from))
    }

    /// How the provider was told: sent, delivered, acknowledged, each with its time. For the
    /// provider and the plan; null for a referrer.
    async fn notice(&self, ctx: &Context<'_>) -> Result<Option<NoticeDelivery>, ApiError> {
        let key = DeliveryKey(self.inner().id, self.inner().provider);
        Ok(ctx.loaders()?.load(key).await?.map(NoticeDelivery::from))
    }

    /// What is done as it comes due, and what was done so far, in order. For the plan; empty for
    /// everybody else.
    async fn escalation(&self, ctx: &Context<'_>) -> Result<Vec<Escalation>, ApiError> {
        let found = ctx.loaders()?.load(EscalationKey(self.inner().id)).await?;
        let steps = found.unwrap_or_default().into_iter();
        Ok(steps.map(Escalation::from).collect())
    }
}
