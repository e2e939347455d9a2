//! Who hears of what. One table, event × party; nobody is told of their own organization's act.

use chrono::{DateTime, Utc};
use entity::types::{AssignmentId, EventKind, NoticeKind, OrganizationId};

use super::model::{Assignment, Referral};
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
        EventKind::Received => &[
            (Party::Plan, NoticeKind::ReferralReceived),
            // The one that whoever referred named.
            (Party::Provider, NoticeKind::ProviderNamed),
        ],
        EventKind::AssignmentRequested => &[
            (Party::Plan, NoticeKind::AssignmentRequested),
            (Party::Referrer, NoticeKind::AssignmentRequested),
            (Party::Provider, NoticeKind::AssignmentRequested),
        ],
        EventKind::NamingPassed => &[
            (Party::Plan, NoticeKind::NamingPassed),
            (Party::Referrer, NoticeKind::NamingPassed),
            (Party::Provider, NoticeKind::NamingPassed),
        ],
        EventKind::Assigned => &[
            (Party::Provider, NoticeKind::ReferralAssigned),
            // Where the server assigned what waited for a place.
            (Party::Plan, NoticeKind::ReferralAssigned),
            (Party::Referrer, NoticeKind::ReferralAssigned),
        ],
        EventKind::Accepted => &[
            (Party::Provider, NoticeKind::ReferralAccepted),
            (Party::Plan, NoticeKind::ReferralAccepted),
            (Party::Referrer, NoticeKind::ReferralAccepted),
        ],
        EventKind::Declined => &[
            (Party::Provider, NoticeKind::ReferralDeclined),
            (Party::Plan, NoticeKind::ReferralDeclined),
            (Party::Referrer, NoticeKind::ReferralDeclined),
        ],
        EventKind::Unassigned => &[(Party::Provider, NoticeKind::AssignmentEnded)],
        EventKind::OutreachRecorded => &[
            (Party::Provider, NoticeKind::OutreachStarted),
            (Party::Plan, NoticeKind::OutreachStarted),
            (Party::Referrer, NoticeKind::OutreachStarted),
        ],
        EventKind::Closed => &[
            (Party::Plan, NoticeKind::LoopClosed),
            (Party::Referrer, NoticeKind::LoopClosed),
            (Party::Provider, NoticeKind::LoopClosed),
        ],
        EventKind::ServiceEnded => &[
            (Party::Provider, NoticeKind::AssignmentEnded),
            (Party::Plan, NoticeKind::AssignmentEnded),
        ],
        // Where the start closes the loop, that is what everyone is told instead.
        EventKind::ServiceStarted => &[
            (Party::Provider, NoticeKind::ServiceStarted),
            (Party::Plan, NoticeKind::ServiceStarted),
            (Party::Referrer, NoticeKind::ServiceStarted),
        ],
        EventKind::Reopened => &[
            (Party::Provider, NoticeKind::ReferralReopened),
            (Party::Plan, NoticeKind::ReferralReopened),
            (Party::Referrer, NoticeKind::ReferralReopened),
        ],
        EventKind::Waitlisted => &[
            (Party::Plan, NoticeKind::ReferralWaitlisted),
            (Party::Referrer, NoticeKind::ReferralWaitlisted),
        ],
        EventKind::PlaceOffered => &[(Party::Plan, NoticeKind::PlaceOffered)],
        // Told by what comes with them, or by nobody's wish: they stand in the timeline.
        EventKind::MemberConfirmed
        | EventKind::Withdrawn
        | EventKind::LeftWaitlist
        | EventKind::OfferPassed
        | EventKind::ContactRecorded
        | EventKind::EarlyContactRecorded
        | EventKind::OutreachCorrected
        | EventKind::StartCorrected
        | EventKind::HandedOff
        | EventKind::DutyExcused
        | EventKind::Escalated
        | EventKind::PassedOn => &[],
    }
}

/// Queues one notice for one organization, whoever acted: the server says it, of its own accord.
pub(super) fn tell_organization(
    tx: &Tx,
    organization: OrganizationId,
    kind: NoticeKind,
    referral: &Referral,
    assignment: &Assignment,
    occurred_at: DateTime<Utc>,
) {
    tx.queue(NoticeDraft {
        organization,
        kind,
        referral: Some(referral.id),
        assignment: Some(assignment.id),
        member: None,
        occurred_at,
    });
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
