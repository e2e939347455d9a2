//! The words.

use chrono::{DateTime, NaiveDate, Utc};
use entity::types::{
    AccountId, AppealBy, AppealChannel, AppealKind, AppealOutcome, AuthorizationId, OrganizationId,
};

use crate::authorizations::{GrantWish, GrantedException};

/// An appeal, or a grievance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// About which authorization.
    pub authorization: AuthorizationId,
    /// 1, 2, 3 … of that authorization.
    pub number: i32,
    /// Against which of its notices; `None` for a grievance.
    pub notice: Option<i32>,
    /// What it is.
    pub kind: AppealKind,
    /// Who files it.
    pub filed_by: AppealBy,
    /// Which organization entered it, and which of its people.
    pub entered_by: (OrganizationId, AccountId),
    /// Name of whoever speaks for the member.
    pub representative: Option<String>,
    /// Day of the member's written consent, where a provider files it.
    pub consented_on: Option<NaiveDate>,
    /// How it came.
    pub channel: AppealChannel,
    /// What it says.
    pub words: String,
    /// It cannot wait.
    pub is_expedited: bool,
    /// When it came.
    pub filed_at: DateTime<Utc>,
    /// When it was entered.
    pub entered_at: DateTime<Utc>,
    /// When the plan confirmed that it has it, and who did.
    pub acknowledged: Option<(DateTime<Utc>, AccountId)>,
    /// By when it is decided.
    pub due_at: DateTime<Utc>,
    /// Days for the state hearing.
    pub hearing_days: i32,
    /// While the service goes on as it was: what it falls back to if the plan's action stands. Units,
    /// cents, last day.
    pub less: Option<(Option<i32>, Option<i64>, NaiveDate)>,
    /// How it ended.
    pub end: Option<AppealEnd>,
}

/// How an appeal or a grievance ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealEnd {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
    /// How.
    pub outcome: AppealOutcome,
    /// Why.
    pub answer: Option<String>,
    /// Last day on which a state hearing can be asked for, where the plan's action stands.
    pub hearing_by: Option<NaiveDate>,
}

/// An appeal or a grievance, as it is typed.
#[derive(Debug, Clone)]
pub struct FileAppeal {
    /// About which authorization: an appeal is against the last notice of it.
    pub authorization: AuthorizationId,
    /// What it is.
    pub kind: AppealKind,
    /// Who files it.
    pub filed_by: AppealBy,
    /// Name of whoever speaks for the member.
    pub representative: Option<String>,
    /// Day of the member's written consent.
    pub consented_on: Option<NaiveDate>,
    /// How it came.
    pub channel: AppealChannel,
    /// What it says.
    pub words: String,
    /// It cannot wait.
    pub is_expedited: bool,
    /// When it came; now if left out.
    pub filed_at: Option<DateTime<Utc>>,
}

/// What a reviewer decides of an appeal or a grievance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    /// What the plan did stands.
    Uphold,
    /// It is undone.
    Overturn,
    /// It is not decided: it was filed by nobody who may.
    Dismiss,
}

/// A decision, as it is typed.
#[derive(Debug, Clone)]
pub struct DecideAppeal {
    /// About which authorization.
    pub authorization: AuthorizationId,
    /// Which of its appeals.
    pub number: i32,
    /// What is decided.
    pub ruling: Ruling,
    /// What is granted instead, where that is not all that was asked.
    pub grant: GrantWish,
    /// The exception by which that goes beyond a limit: its ground, why, and what shows it.
    pub exception: Option<GrantedException>,
    /// Why.
    pub answer: String,
}

impl Appeal {
    /// Does the service go on as it was while this is open?
    #[must_use]
    pub fn continues(&self) -> bool {
        self.end.is_none() && self.less.is_some()
    }

    /// Last day on which a state hearing can be asked for: once the plan's action stands, or once
    /// the plan let its time pass (Welf. & Inst. Code 10951).
    #[must_use]
    pub fn hearing_by(&self, now: DateTime<Utc>) -> Option<NaiveDate> {
        super::rules::hearing_by(self, now)
    }
}
