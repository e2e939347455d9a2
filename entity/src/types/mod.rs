//! Value types that tables and areas share: ids and closed sets, stored as text.

mod authorization;
mod capacity;
mod closed_set;
mod ids;
mod member;
mod notice;
mod organization;
mod policy;
mod reassessment;
mod referral;
mod visit;

pub use authorization::{
    ActionKind, AppealBy, AppealChannel, AppealKind, AppealOutcome, AuthorizationEntryKind,
    AuthorizationEventKind, AuthorizationKind, AuthorizationStatus, CriterionAnswer,
    ExceptionGround,
};
pub use capacity::{LedgerEntryKind, ProposalStatus, SlotState};
pub use ids::{
    AccountId, AssignmentId, AttemptId, AuthorizationId, BrokenGlassId, CapacityProposalId,
    ConsentId, ContactId, ContractId, EarlyContactId, HandOffId, HouseholdId, IntakeId,
    LifeEventId, MemberId, NudgeId, OfferingId, OrganizationId, PoolId, ReferralId, ReferralLinkId,
    SessionId, TaskId, TicketId, VisitId,
};
pub use member::{
    AlternativeFormat, ContactRole, EnrolmentEnd, EnrolmentKind, HouseholdRole, LifeCause,
    LifeEventKind, PhoneKind,
};
pub use notice::{NoticeKind, NudgeChannel, NudgeState, TaskAbout, TaskKind, TaskState, TaskWay};
pub use organization::{
    AreaKind, AuditOutcome, OrganizationKind, OthersSee, PhoneLine, Role, SessionEnd, TicketPurpose,
};
pub use policy::{
    EscalationAction, EscalationAudience, EscalationState, Route, WaitlistCriterion, WaitlistMode,
};
pub use reassessment::{ReassessmentOutcome, ReassessmentState, TransitionedFrom};
pub use referral::{
    ActSource, Agreement, AssignmentEnd, AssignmentStatus, ContactChannel, ContactKind, EventKind,
    Naming, OutreachMethod, OutreachOutcome, ReferralStatus, Relationship, Restriction, SourceKind,
    Urgency,
};
pub use visit::{BroughtBy, VisitPayment, VisitStatus};
