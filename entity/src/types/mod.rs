//! Value types that tables and areas share: ids and closed sets, stored as text.

mod ids;
mod status;

pub use ids::{
    AccountId, AssignmentId, AttemptId, BrokenGlassId, ConsentId, ContractId, MemberId, OfferingId,
    OrganizationId, PoolId, ReferralId, SessionId, TicketId,
};
pub use status::{
    AreaKind, AssignmentEnd, AssignmentStatus, AuditOutcome, ContactChannel, EventKind, NoticeKind,
    OrganizationKind, OthersSee, OutreachMethod, OutreachOutcome, PhoneLine, ReferralStatus,
    Restriction, Role, SessionEnd, SlotState, TicketPurpose, Urgency,
};
