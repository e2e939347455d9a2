use async_graphql::{Context, Object};

use super::letter::AppealLetter;
use super::loaders::LetterKey;
use crate::authorizations;
use crate::graphql::authorizations::codes::{AppealBy, AppealChannel, AppealKind, AppealOutcome};
use crate::graphql::organizations::{Organization, person_name};
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::{ApiError, ContextExt};

/// An appeal against what a plan decided, or a grievance about anything else. To the plan, and to the
/// provider that filed it.
#[derive(Clone, Debug)]
pub struct Appeal(pub authorizations::Appeal);

/// An appeal against what a plan decided, or a grievance about anything else.
#[Object]
impl Appeal {
    /// 1, 2, 3 and on, of its authorization: names it in `acknowledgeAppeal`, `decideAppeal` and
    /// `withdrawAppeal`.
    async fn number(&self) -> i32 {
        self.0.number
    }

    /// What it is.
    async fn kind(&self) -> AppealKind {
        self.0.kind.into()
    }

    /// The number of the notice of action that it is against; null for a grievance.
    async fn notice_number(&self) -> Option<i32> {
        self.0.notice
    }

    /// Who files it.
    async fn filed_by(&self) -> AppealBy {
        self.0.filed_by.into()
    }

    /// The organization that entered it.
    async fn entered_by(&self, ctx: &Context<'_>) -> Result<Organization, ApiError> {
        Organization::load(ctx, self.0.entered_by.0).await
    }

    /// Name of whoever speaks for the member; null where nobody does.
    async fn representative(&self) -> Option<&str> {
        self.0.representative.as_deref()
    }

    /// Day of the member's written consent; null where it needs none.
    async fn consented_on(&self) -> Option<Date> {
        self.0.consented_on.map(Date)
    }

    /// How it came.
    async fn channel(&self) -> AppealChannel {
        self.0.channel.into()
    }

    /// What it says.
    async fn words(&self) -> &str {
        &self.0.words
    }

    /// It cannot wait: it is decided within hours (72, by default).
    async fn is_expedited(&self) -> bool {
        self.0.is_expedited
    }

    /// When it came to the plan.
    async fn filed_at(&self) -> DateTime {
        DateTime(self.0.filed_at)
    }

    /// When the plan confirmed that it has it; null until then.
    async fn acknowledged_at(&self) -> Option<DateTime> {
        self.0.acknowledged.map(|(at, _)| DateTime(at))
    }

    /// The last instant at which a decision is in time: 30 calendar days after it came by default.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// The service goes on as it was until this is decided: it came before the day on which the
    /// service was to be reduced or to end.
    async fn continues(&self) -> bool {
        self.0.continues()
    }

    /// When it ended; null while it is open.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.end.as_ref().map(|end| DateTime(end.at))
    }

    /// How it ended; null while it is open.
    async fn outcome(&self) -> Option<AppealOutcome> {
        self.0.end.as_ref().map(|end| end.outcome.into())
    }

    /// Name of the person who ended it, to the plan; null while it is open.
    async fn ended_by(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        let is_plan = ctx.signed_in()?.actor().is_plan();
        match self.0.end.as_ref().filter(|_| is_plan) {
            Some(end) => person_name(ctx, end.by).await,
            None => Ok(None),
        }
    }

    /// Why it ended so; null while it is open.
    async fn answer(&self) -> Option<&str> {
        self.0.end.as_ref()?.answer.as_deref()
    }

    /// What the plan wrote to the member when it ended; to those who read `noticesOfAction`, and null to
    /// others. Null while it is open, where the plan has not said which member it is, and for what ended
    /// before there were letters.
    async fn letter(&self, ctx: &Context<'_>) -> Result<Option<AppealLetter>, ApiError> {
        if self.0.end.is_none() {
            return Ok(None);
        }
        let key = LetterKey(self.0.authorization, self.0.number);
        Ok(ctx.loaders()?.load(key).await?.map(AppealLetter))
    }

    /// Last day on which the member may ask the State for a hearing: once the plan upheld what it
    /// did, granted only a part, or let its time pass (Welf. & Inst. Code 10951: 120 days). Null otherwise, and for a
    /// grievance.
    async fn hearing_by(&self, ctx: &Context<'_>) -> Result<Option<Date>, ApiError> {
        Ok(self.0.hearing_by(ctx.operation()?.now()).map(Date))
    }
}
