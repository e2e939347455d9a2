//! Value types that tables and areas share: ids and closed sets, stored as text.

mod ids;
mod status;

pub use ids::{
    AccountId, AssignmentId, AttemptId, ContractId, MemberId, OfferingId, OrganizationId, PoolId,
    ReferralId, SessionId,
};
pub use status::{
    AreaKind, AssignmentEnd, AssignmentStatus, EventKind, NoticeKind, OrganizationKind,
    OutreachMethod, OutreachOutcome, PhoneLine, ReferralStatus, Role, SessionEnd, SlotState,
    Urgency,
};
