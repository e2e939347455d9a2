use async_graphql::Enum;

use crate::{authorizations, clocks};

/// When, beside the service, the plan is asked.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AuthorizationKind")]
pub enum AuthorizationKind {
    /// Before it starts, in the plan's ordinary time.
    Prior,
    /// Before it starts, because waiting would harm the member: within 72 hours, or the plan's own
    /// shorter time.
    Expedited,
    /// While it runs, for more of it: within 24 hours.
    Concurrent,
    /// After it started, within the days that the plan's policy gives.
    Retrospective,
    /// A provider whom the plan trusts with it has started; the plan decides afterwards.
    Presumptive,
}

/// Where an authorization stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AuthorizationStatus")]
pub enum AuthorizationStatus {
    /// The plan was asked and has not decided. Not shown to whoever referred.
    Pending,
    /// The plan pays for what was asked.
    Approved,
    /// The plan pays for something else, or less, than was asked.
    Modified,
    /// The plan does not pay.
    Denied,
    /// The plan pays for less than it had granted.
    Reduced,
    /// The plan pays no longer, from a day on.
    Terminated,
    /// Whoever asked took it back, or the loop closed before a decision.
    Withdrawn,
    /// It was granted by mistake and never counted.
    Void,
}

/// What happened to an authorization.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AuthorizationEventKind")]
pub enum AuthorizationEventKind {
    /// The plan was asked.
    Requested,
    /// The plan needs to know more.
    InformationAsked,
    /// Some of what was needed has come.
    InformationReceived,
    /// The plan took more time, with a reason.
    Extended,
    /// A reviewer decided, and a second one has to.
    Proposed,
    /// The second reviewer sent it back.
    Returned,
    /// Granted as asked.
    Approved,
    /// Granted otherwise than asked.
    Modified,
    /// Not granted.
    Denied,
    /// Less from a day on.
    Reduced,
    /// Nothing from a day on.
    Terminated,
    /// Taken back by whoever asked, or called off with the loop.
    Withdrawn,
    /// It never counted.
    Voided,
    /// It ends with the enrolment.
    Clipped,
    /// A step of the clock was taken.
    Escalated,
}

/// Why what is left of an authorization changed.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AuthorizationEntryKind")]
pub enum AuthorizationEntryKind {
    /// So much was granted.
    Granted,
    /// A service used some of it.
    Drawn,
    /// That use was none.
    Returned,
    /// Less is granted.
    Reduced,
    /// Nothing more may be used from a day on.
    Terminated,
    /// It never counted.
    Voided,
    /// It ends with the enrolment.
    Clipped,
}

/// What a request says to one criterion of the service.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::CriterionAnswer")]
pub enum CriterionAnswer {
    /// The member meets it.
    Yes,
    /// The member does not.
    No,
    /// Nobody knows yet.
    Unknown,
}

/// Why a limit may be exceeded.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::ExceptionGround")]
pub enum ExceptionGround {
    /// The terms of the limit foresee it, such as a second deposit after changed conditions.
    Terms,
    /// The reviewer overrides the limit, and answers for it.
    Override,
}

/// Where the duty to decide stands.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "clocks::decision::DutyStatus")]
pub enum DecisionDutyStatus {
    /// Time is left.
    Running,
    /// Nothing is due until something that lacks has come.
    Paused,
    /// It was decided in time.
    Met,
    /// The due instant passed without a decision.
    Missed,
    /// The request was taken back before it was due.
    Cancelled,
}

/// What a reviewer decides.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::Decision")]
pub enum AuthorizationDecision {
    /// Grant what was asked.
    Approve,
    /// Grant something else than was asked. Takes a reviewer marked competent, and a reason.
    Modify,
    /// Grant nothing. Takes a reviewer marked competent, and a reason.
    Deny,
    /// Give less of what was granted, from a day on. Takes a reviewer marked competent, and a
    /// reason.
    Reduce,
    /// Give nothing more, from a day on. Takes a reviewer marked competent, and a reason.
    Terminate,
    /// It never counted: it was granted by mistake.
    Void,
}
