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
    /// A reduction holds from now on, as the member was told.
    TookEffect,
    /// Nothing from a day on.
    Terminated,
    /// Taken back by whoever asked, or called off with the loop.
    Withdrawn,
    /// It never counted.
    Voided,
    /// It ends with the enrolment.
    Clipped,
    /// The enrolment was reinstated without a gap, and what was granted holds as before.
    Unclipped,
    /// A step of the clock was taken.
    Escalated,
    /// A notice of action was prepared for the member; the reason says which kind.
    NoticePrepared,
    /// Somebody appealed.
    Appealed,
    /// The plan confirmed that it has the appeal.
    AppealAcknowledged,
    /// The appeal ended; the reason says how.
    AppealEnded,
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
    /// An appeal gave back what had been taken away.
    Restored,
}

/// What a notice of action tells the member.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::ActionKind")]
pub enum ActionKind {
    /// The plan does not pay.
    Denial,
    /// The plan pays for something else, or less, than was asked.
    Modification,
    /// The plan has not decided in its time.
    Delay,
    /// The plan pays for less than it had granted.
    Reduction,
    /// The plan pays no longer, from a day on.
    Termination,
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

/// What is filed against a plan.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AppealKind")]
pub enum AppealKind {
    /// Against the last notice of action: the plan looks at it again.
    Appeal,
    /// A complaint about anything else, at any time. It changes nothing that was granted.
    Grievance,
}

/// Who files an appeal or a grievance.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AppealBy")]
pub enum AppealBy {
    /// The member; the plan enters it.
    Member,
    /// Somebody who speaks for the member; the plan enters it.
    Representative,
    /// The provider that serves or asked, with the member's written consent.
    Provider,
}

/// How an appeal or a grievance came.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AppealChannel")]
pub enum AppealChannel {
    /// By voice.
    Telephone,
    /// By letter.
    Mail,
    /// By e-mail.
    Email,
    /// By fax.
    Fax,
    /// In person.
    InPerson,
    /// Through a web page.
    Online,
}

/// How an appeal or a grievance ended.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::AppealOutcome")]
pub enum AppealOutcome {
    /// What the plan did stands; a state hearing is next.
    Upheld,
    /// What the plan did is undone.
    Overturned,
    /// Whoever filed it took it back.
    Withdrawn,
    /// It was not decided: it was filed by nobody who may.
    Dismissed,
}

/// What a reviewer decides of an appeal or a grievance.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "authorizations::Ruling")]
pub enum AppealRuling {
    /// What the plan did stands. Takes a reviewer marked competent.
    Uphold,
    /// It is undone: what was not granted is granted, what was taken away is as it was.
    Overturn,
    /// It is not decided: it was filed by nobody who may.
    Dismiss,
}
