//! Value types that tables and areas share: ids and closed sets, stored as text.

mod ids;
mod member;
mod status;

pub use ids::{
    AccountId, AssignmentId, AttemptId, BrokenGlassId, CapacityProposalId, ConsentId, ContactId,
    ContractId, EarlyContactId, HandOffId, HouseholdId, IntakeId, LifeEventId, MemberId, NudgeId,
    OfferingId, OrganizationId, PoolId, ReferralId, ReferralLinkId, SessionId, TaskId, TicketId,
};
pub use member::{
    AlternativeFormat, ContactRole, EnrolmentEnd, EnrolmentKind, HouseholdRole, LifeCause,
    LifeEventKind, PhoneKind,
};
pub use status::{
    ActSource, Agreement, AreaKind, AssignmentEnd, AssignmentStatus, AuditOutcome, ContactChannel,
    ContactKind, EscalationAction, EscalationAudience, EscalationState, EventKind, LedgerEntryKind,
    Naming, NoticeKind, NudgeChannel, NudgeState, OrganizationKind, OthersSee, OutreachMethod,
    OutreachOutcome, PhoneLine, ProposalStatus, ReferralStatus, Relationship, Restriction, Role,
    Route, SessionEnd, SlotState, SourceKind, TaskAbout, TaskKind, TaskState, TicketPurpose,
    Urgency, WaitlistCriterion, WaitlistMode,
};
