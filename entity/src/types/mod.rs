//! Value types that tables and areas share: ids and closed sets, stored as text.

mod ids;
mod status;

pub use ids::{
    AccountId, AssignmentId, AttemptId, BrokenGlassId, CapacityProposalId, ConsentId, ContractId,
    HandOffId, IntakeId, MemberId, NudgeId, OfferingId, OrganizationId, PoolId, ReferralId,
    SessionId, TicketId,
};
pub use status::{
    ActSource, Agreement, AreaKind, AssignmentEnd, AssignmentStatus, AuditOutcome, ContactChannel,
    ContactKind, EscalationAction, EscalationAudience, EscalationState, EventKind, LedgerEntryKind,
    NoticeKind, NudgeChannel, NudgeState, OrganizationKind, OthersSee, OutreachMethod,
    OutreachOutcome, PhoneLine, ProposalStatus, ReferralStatus, Relationship, Restriction, Role,
    Route, SessionEnd, SlotState, SourceKind, TicketPurpose, Urgency, WaitlistMode,
};
