//! Value types that tables and areas share: ids and closed sets, stored as text.

mod ids;
mod status;

pub use ids::{
    AccountId, AssignmentId, AttemptId, BrokenGlassId, CapacityProposalId, ConsentId, ContractId,
    HandOffId, IntakeId, MemberId, OfferingId, OrganizationId, PoolId, ReferralId, SessionId,
    TicketId,
};
pub use status::{
    ActSource, Agreement, AreaKind, AssignmentEnd, AssignmentStatus, AuditOutcome, ContactChannel,
    ContactKind, EscalationAction, EscalationAudience, EventKind, LedgerEntryKind, NoticeKind,
    OrganizationKind, OthersSee, OutreachMethod, OutreachOutcome, PhoneLine, ProposalStatus,
    ReferralStatus, Relationship, Restriction, Role, Route, SessionEnd, SlotState, SourceKind,
    TicketPurpose, Urgency, WaitlistMode,
};
