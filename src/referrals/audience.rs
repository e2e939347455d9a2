//! Who hears of what. One table, event × party; nobody is told of their own organization's act.

use chrono::{DateTime, Utc};
use entity::types::{AssignmentId, EventKind, NoticeKind, OrganizationId};

use super::model::Referral;
use crate::db::Tx;
use crate::notices::NoticeDraft;

/// A party to a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Party {
    Plan,
    Referrer,
    Provider,
}

/// What each party is told when something happens. Beside each line, what the referrer learns of
/// it comes from DHCS's duty to tell the referring entity (domain notes, section 1.1).
const fn audience(event: EventKind) -> &'static [(Party, NoticeKind)] {
    match event {
        EventKind::Received => &[(Party::Plan, NoticeKind::ReferralReceived)],
        EventKind::Assigned => &[
            (Party::Provider, NoticeKind::ReferralAssigned),
            (Party::Referrer, NoticeKind::ReferralAssigned),
        ],
        EventKind::Accepted => &[
            (Party::Plan, NoticeKind::ReferralAccepted),
            (Party::Referrer, NoticeKind::ReferralAccepted),
        ],
        EventKind::Declined => &[
            (Party::Plan, NoticeKind::ReferralDeclined),
            (Party::Referrer, NoticeKind::ReferralDeclined),
        ],
        EventKind::Unassigned => &[(Party::Provider, NoticeKind::AssignmentEnded)],
        EventKind::OutreachRecorded => &[
            (Party::Plan, NoticeKind::OutreachStarted),
            (Party::Referrer, NoticeKind::OutreachStarted),
        ],
        EventKind::Closed => &[
            (Party::Plan, NoticeKind::LoopClosed),
            (Party::Referrer, NoticeKind::LoopClosed),
            (Party::Provider, NoticeKind::LoopClosed),
        ],
        EventKind::ServiceEnded => &[(Party::Plan, NoticeKind::AssignmentEnded)],
        // The start of service closes the loop, and that is what everyone is told.
        EventKind::MemberConfirmed | EventKind::ServiceStarted => &[],
    }
}

/// Queues the notices of one event. `provider` and `assignment` are those the event is about.
pub(super) fn tell(
    tx: &Tx,
    event: EventKind,
    referral: &Referral,
    provider: Option<OrganizationId>,
    assignment: Option<AssignmentId>,
    occurred_at: DateTime<Utc>,
) {
    let actor = tx.actor().organization();
    let mut told: Vec<OrganizationId> = Vec::new();
    for (party, kind) in audience(event) {
        let organization = match party {
            Party::Plan => Some(referral.plan),
            Party::Referrer => Some(referral.referrer),
            Party::Provider => provider,
        };
        let Some(organization) = organization else {
            continue;
        };
        // A plan or provider that referred is one mailbox, and hears it once.
        if Some(organization) == actor || told.contains(&organization) {
            continue;
        }
        told.push(organization);
        tx.queue(NoticeDraft {
            organization,
            kind: *kind,
            referral: Some(referral.id),
            assignment,
            member: None,
            occurred_at,
        });
    }
}
