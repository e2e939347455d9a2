//! What people type.

use chrono::NaiveDate;
use entity::types::{
    AuthorizationId, AuthorizationKind, CriterionAnswer, MemberId, OrganizationId, ReferralId,
};

use super::model::{Grant, GrantedException};
use crate::reference::ServiceCode;

/// A wish for an authorization.
#[derive(Debug, Clone)]
pub struct RequestAuthorization {
    /// For this referral …
    pub referral: Option<ReferralId>,
    /// … or for this member, without one.
    pub member: Option<MemberId>,
    /// For which service, where it is not the referral's.
    pub service: Option<ServiceCode>,
    /// Who is to serve, where the plan asks and knows.
    pub provider: Option<OrganizationId>,
    /// When, beside the service, the plan is asked.
    pub kind: AuthorizationKind,
    /// For what.
    pub wish: Wish,
    /// The one that it goes on from.
    pub renews: Option<AuthorizationId>,
}

/// What is wished for. What is left out is filled in from what the plan usually grants.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// HCPCS code and modifiers, as on a claim: `S5165 U6`.
    pub procedure: Option<String>,
    /// Units.
    pub units: Option<i32>,
    /// Amount in cents.
    pub cents: Option<i64>,
    /// First day.
    pub from_on: Option<NaiveDate>,
    /// Last day.
    pub until_on: Option<NaiveDate>,
    /// ICD-10-CM codes.
    pub diagnoses: Vec<String>,
    /// The criteria of the service, answered one by one.
    pub answers: Vec<Answer>,
    /// Documents, kept elsewhere.
    pub attachments: Vec<Attachment>,
    /// What whoever asks adds.
    pub comment: Option<String>,
}

/// An answer to one criterion.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Code of the criterion.
    pub criterion: String,
    /// What is said.
    pub answer: CriterionAnswer,
    /// Words beside it.
    pub note: Option<String>,
}

/// A document that is kept elsewhere.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// What it is.
    pub title: String,
    /// Where it is found.
    pub reference: String,
}

/// What comes to complete a request.
#[derive(Debug, Clone)]
pub struct AnswerQuestion {
    /// Of which request.
    pub authorization: AuthorizationId,
    /// The answer to what the plan asked, if it asked.
    pub answer: Option<String>,
    /// More criteria, or others than before.
    pub answers: Vec<Answer>,
    /// More documents.
    pub attachments: Vec<Attachment>,
}

/// A decision as a reviewer types it.
#[derive(Debug, Clone)]
pub struct DecideAuthorization {
    /// On which.
    pub authorization: AuthorizationId,
    /// What.
    pub decision: Decision,
    /// Units, amount in cents, days; what is left out is as it was asked for.
    pub grant: GrantWish,
    /// The exception by which it goes beyond a limit: its ground, why, and what shows it.
    pub exception: Option<GrantedException>,
    /// Reason code.
    pub reason: Option<String>,
    /// Words beside it.
    pub note: Option<String>,
}

/// What is granted, as it is typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GrantWish {
    /// Units.
    pub units: Option<i32>,
    /// Amount in cents.
    pub cents: Option<i64>,
    /// First day.
    pub from_on: Option<NaiveDate>,
    /// Last day.
    pub until_on: Option<NaiveDate>,
}

impl GrantWish {
    /// A grant with what is typed in its place.
    #[must_use]
    pub(crate) fn over(self, grant: Grant) -> Grant {
        Grant {
            units: self.units.or(grant.units),
            cents: self.cents.or(grant.cents),
            from_on: self.from_on.unwrap_or(grant.from_on),
            until_on: self.until_on.unwrap_or(grant.until_on),
        }
    }
}

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// As asked.
    Approve,
    /// Otherwise than asked.
    Modify,
    /// Not at all.
    Deny,
    /// Less than was granted, from a day on.
    Reduce,
    /// Nothing any more, from a day on.
    Terminate,
    /// It never counted.
    Void,
}
