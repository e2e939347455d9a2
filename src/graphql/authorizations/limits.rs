use async_graphql::{Enum, Object, SimpleObject};

use crate::authorizations::limits::{self, Finding};
use crate::graphql::directory::Service;
use crate::graphql::scalars::Date;
use crate::reference::Reference;

/// What a limit does to what is granted or asked for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "limits::Weight")]
pub enum LimitWeight {
    /// It fits, or an exception lets it.
    Allows,
    /// It exceeds what is only a plan's habit or not confirmed, or nobody knows whether it fits.
    Warns,
    /// It exceeds the limit; granting it takes a recorded exception.
    Refuses,
}

/// What the figures of a limit count.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "limits::Measure")]
pub enum LimitMeasure {
    /// Grants of the service.
    Grants,
    /// Cents of US dollars.
    Cents,
    /// Minutes of service.
    Minutes,
    /// Days of service.
    Days,
}

/// Something that counted against a limit.
#[derive(SimpleObject)]
pub struct LimitUse {
    /// Which service it was.
    service: Service,
    /// First day; under another plan the first of its month.
    from_on: Date,
    /// Last day; under another plan the last of its month.
    until_on: Date,
    /// How much of the limit it took at least.
    least: i64,
    /// How much at most; null: not known.
    most: Option<i64>,
    /// Another plan granted it, and no more than this is told of it.
    is_other_plans: bool,
}

/// What one limit of the service says.
#[derive(Clone, Debug)]
pub struct LimitFinding(Finding);

impl From<Finding> for LimitFinding {
    fn from(finding: Finding) -> Self {
        Self(finding)
    }
}

/// What one limit of the service says.
#[Object]
impl LimitFinding {
    /// Code of the limit.
    async fn limit(&self) -> &str {
        &self.0.limit
    }

    /// What it does to what is granted or asked for.
    async fn weight(&self) -> LimitWeight {
        self.0.weight.into()
    }

    /// What its figures count.
    async fn measure(&self) -> LimitMeasure {
        self.0.measure.into()
    }

    /// The most that it allows.
    async fn allowed(&self) -> i64 {
        self.0.allowed
    }

    /// What was used of it before, at least.
    async fn used_at_least(&self) -> i64 {
        self.0.used.least
    }

    /// What was used of it before, at most; null: not known, which is never nothing.
    async fn used_at_most(&self) -> Option<i64> {
        self.0.used.most
    }

    /// What was used, and when.
    async fn used(&self) -> Vec<LimitUse> {
        let drawn = self.0.used_when.iter();
        drawn
            .map(|one| LimitUse {
                service: Service(Reference::embedded().service(one.service)),
                from_on: Date(one.from),
                until_on: Date(one.until),
                least: one.used.least,
                most: one.used.most,
                is_other_plans: one.under == limits::UsedUnder::AnotherPlan,
            })
            .collect()
    }

    /// What is granted or asked for; null where it was not stated.
    async fn asked(&self) -> Option<i64> {
        self.0.asked
    }

    /// What is surely left; null: not known.
    async fn left(&self) -> Option<i64> {
        self.0.left
    }

    /// All that in words, with the exception there is and what to do next.
    async fn message(&self) -> &str {
        &self.0.message
    }
}
