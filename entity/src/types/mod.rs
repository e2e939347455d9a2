//! Value types that tables and areas share: ids and closed sets, stored as text.

mod ids;
mod status;

pub use ids::{
    AccountId, AssignmentId, AttemptId, BrokenGlassId, ConsentId, ContractId, HandOffId, MemberId, NudgeId, OfferingId,
    OrganizationId, PoolId, ReferralId, SessionId, TicketId,
};
pub use status::{
    ActSource, AreaKind, AssignmentEnd, AssignmentStatus, AuditOutcome, ContactChannel, ContactKind,
    EscalationAction, EscalationAudience, EscalationState, EventKind, NoticeKind, NudgeChannel,
    NudgeState,
    OrganizationKind, OthersSee, OutreachMethod, OutreachOutcome, PhoneLine, ReferralStatus,
    Restriction, Role, Route, SessionEnd, SlotState, TicketPurpose, Urgency,
    WaitlistMode,
};
