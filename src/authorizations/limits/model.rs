//! What was used, what is asked for, and what the limits say to it.

use chrono::NaiveDate;
use entity::types::AccountId;
pub use entity::types::ExceptionGround;
use uuid::Uuid;

use crate::reference::{BillingUnit, LimitKind, ServiceCode};

/// An authorization and its renewals, by the key of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chain(pub Uuid);

/// How much of which service, on which days in California.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The service.
    pub service: ServiceCode,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// How many units; `None` where nobody counted.
    pub units: Option<i64>,
    /// What a unit is.
    pub unit: Option<BillingUnit>,
    /// How long it took or may take, where that is known better than by the units. A day of
    /// service counts 24 hours otherwise.
    pub minutes: Option<i64>,
    /// Money, in US cents.
    pub amount_cents: Option<i64>,
    /// The authorization that it belongs to.
    pub chain: Option<Chain>,
}

/// Whose grant a use was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsedUnder {
    /// Of the plan that decides now.
    ThisPlan,
    /// Of another: only service, month and amount are known, so its days are a whole month's.
    AnotherPlan,
}

/// A grant of the past, or one that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// What it takes.
    pub extent: Extent,
    /// Whose it was.
    pub under: UsedUnder,
    /// Whether it holds. A void grant and an unpaid service take nothing.
    pub is_granted: bool,
    /// The exception that it was granted by.
    pub exception: Option<ExceptionGround>,
}

/// What the member had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// In the order in which it was granted.
    pub uses: Vec<Use>,
    /// Whether that is all: what other plans granted is known.
    pub is_complete: bool,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// How much. Its chain is that of the authorization that it renews or extends.
    pub extent: Extent,
    /// The exception by which a reviewer wants to grant it.
    pub exception: Option<Exception>,
}

/// An exception as a reviewer records it. It counts once nothing of it is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Why the limit may be exceeded.
    pub ground: ExceptionGround,
    /// Who answers for it.
    pub reviewer: Option<AccountId>,
    /// Why, in words.
    pub reason: String,
    /// References to what shows it.
    pub evidence: Vec<String>,
}

/// What an exception needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExceptionPart {
    /// Who answers for it.
    Reviewer,
    /// Why, in words.
    Reason,
    /// At least one reference to what shows it.
    Evidence,
}

impl Exception {
    /// What it still lacks.
    #[must_use]
    pub fn lacks(&self) -> Vec<ExceptionPart> {
        let is_blank = |text: &String| text.trim().is_empty();
        let mut lacks = Vec::new();
        if self.reviewer.is_none() {
            lacks.push(ExceptionPart::Reviewer);
        }
        if is_blank(&self.reason) {
            lacks.push(ExceptionPart::Reason);
        }
        if self.evidence.iter().all(is_blank) {
            lacks.push(ExceptionPart::Evidence);
        }
        lacks
    }
}

/// What a limit does to what is asked for. The order is that of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It fits, or an exception lets it.
    Allows,
    /// It exceeds what only warns, or nobody knows whether it fits.
    Warns,
    /// It exceeds the limit.
    Refuses,
}

/// What the numbers of a finding count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Grants.
    Grants,
    /// US cents.
    Cents,
    /// Minutes.
    Minutes,
    /// Days.
    Days,
}

/// How much was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// At least this much.
    pub least: i64,
    /// At most this much; `None`: not known.
    pub most: Option<i64>,
}

/// A use that drew on a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The service.
    pub service: ServiceCode,
    /// First day; of the month, under another plan.
    pub from: NaiveDate,
    /// Last day; of the month, under another plan.
    pub until: NaiveDate,
    /// How much of the limit it took.
    pub used: Used,
    /// Whose grant it was.
    pub under: UsedUnder,
}

/// Where the exception to a limit stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExceptionStanding {
    /// The terms know none; only an override goes beyond.
    NotForeseen,
    /// The terms allow one when this is shown.
    Possible {
        /// What has to be so.
        when: String,
        /// What has to be on file.
        evidence: String,
        /// How many are left in a lifetime; `None`: no number is set.
        left: Option<u8>,
    },
    /// The terms allowed one, and the member has had it.
    UsedUp,
    /// One is claimed and does not count yet.
    Incomplete {
        /// What it lacks.
        lacks: Vec<ExceptionPart>,
    },
    /// One is recorded with all that it needs.
    Recorded(ExceptionGround),
}

/// What one limit says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The limit, by its code.
    pub limit: String,
    /// Its kind.
    pub kind: LimitKind,
    /// What it does.
    pub weight: Weight,
    /// What the numbers count.
    pub measure: Measure,
    /// The most that the limit allows.
    pub allowed: i64,
    /// What was used of it before; of the fullest span, where the limit counts by spans.
    pub used: Used,
    /// What did, and when.
    pub used_when: Vec<Drawn>,
    /// What is asked for; `None` where it was not stated.
    pub asked: Option<i64>,
    /// What is surely left; `None`: not known.
    pub left: Option<i64>,
    /// Where its exception stands.
    pub exception: ExceptionStanding,
    /// All that in words, and what to do next.
    pub message: String,
}

/// What the limits of a service say to what is asked for: one finding each, those that allow too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LimitCheck {
    /// In the order of the limits.
    pub findings: Vec<Finding>,
}

impl LimitCheck {
    /// Whether it tells of what another plan granted.
    #[must_use]
    pub fn names_another_plan(&self) -> bool {
        let mut drawn = self.findings.iter().flat_map(|finding| &finding.used_when);
        drawn.any(|one| one.under == UsedUnder::AnotherPlan)
    }

    /// The gravest of the findings.
    #[must_use]
    pub fn weight(&self) -> Weight {
        let weights = self.findings.iter().map(|finding| finding.weight);
        weights.max().unwrap_or(Weight::Allows)
    }
}
