//! Who hears of what: the table, and how its notices are queued and its tasks made.
//!
//! Nobody is told of their own organization's act. A notice is ids and a kind, so what its reader
//! learns beyond that is what the row filters let them see.

mod table;

use chrono::{DateTime, Utc};
use entity::types::{
    AssignmentId, EventKind, NoticeKind, OrganizationId, SourceKind, TaskAbout, TaskKind,
};

use super::details;
use super::model::{Assignment, Referral};
use crate::db::Tx;
use crate::duties;
use crate::error::StoreError;
use crate::members;
use crate::notices::NoticeDraft;
use crate::nudges::{self, is_mailbox};
use crate::reference::ClosureReason;
use crate::tasks::{self, NewNotice};

pub use table::{Hears, Party, Silence, hears};

/// Something that happened, of which its audience is told.
#[derive(Debug, Clone, Copy)]
pub(super) struct Happening {
    /// What.
    pub(super) event: EventKind,
    /// Its number on the timeline.
    pub(super) seq: i32,
    /// The provider and the assignment that it is about, where it is about one.
    pub(super) about: Option<(OrganizationId, AssignmentId)>,
    /// When.
    pub(super) at: DateTime<Utc>,
    /// The server did it, in the middle of somebody's act: whoever acts is told as well.
    pub(super) is_by_server: bool,
}

/// Who has a part in what happened, beside those who stand in the referral.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Around {
    /// Who did it, and is not told of it; `None` for the server.
    pub(super) by: Option<OrganizationId>,
    /// The named provider whose answer was waited for till then.
    pub(super) named: Option<OrganizationId>,
    /// Days until the member is to be told, where that is known, and that they may be contacted.
    pub(super) notify_days: Option<i32>,
}

/// Queues the notices of what happened to a referral, in order.
pub(super) async fn tell_in(
    tx: &Tx,
    referral: &Referral,
    around: Around,
    happenings: &[Happening],
) -> Result<(), StoreError> {
    if happenings.is_empty() {
        return Ok(());
    }
    let lead = lead_in(tx, referral, happenings).await?;
    for happening in happenings {
        tell_one(tx, referral, happening, (around, lead));
        tell_member_in(tx, referral, happening, around.notify_days).await?;
        tell_outside_in(tx, referral, happening).await?;
    }
    Ok(())
}

/// Calls off what the member was to be told and is no longer so, and makes the task to tell what is.
async fn tell_member_in(
    tx: &Tx,
    referral: &Referral,
    happening: &Happening,
    notify_days: Option<i32>,
) -> Result<(), StoreError> {
    let Some(member) = referral.member else {
        return Ok(());
    };
    let is_received = referral
        .closure
        .as_ref()
        .is_some_and(|closure| closure.reason == ClosureReason::ServicesReceived);
    if is_received {
        return Ok(());
    }
    let tells = hears(happening.event, Party::Member);
    let ends = ends_what_was_to_be_told(happening);
    // Whoever looked up by when to tell them holds them already.
    if notify_days.is_none() && (ends || matches!(tells, Hears::Task(_))) {
        // Before the tasks, in the order of whoever sets that they must not be contacted.
        members::store::member_hold(tx, member).await?;
    }
    if ends {
        tasks::call_off_in(tx, referral.id, TaskKind::MemberNotice).await?;
    }
    let Hears::Task(about) = tells else {
        return Ok(());
    };
    let new = NewNotice {
        about,
        event: (referral.id, happening.seq),
        of: (referral.plan, referral.service),
        member: Some(member),
        provider: happening.about.filter(|_| about == TaskAbout::Assigned),
        notify_days,
    };
    tasks::prepare_in(tx, &new).await
}

/// Tells somebody who referred and has no account: the plan entered it for them, and wrote down where
/// they are reached. Of assignment, decline and closure (domain notes, section 1.1): by e-mail, and
/// where they have none by a task of the plan.
async fn tell_outside_in(
    tx: &Tx,
    referral: &Referral,
    happening: &Happening,
) -> Result<(), StoreError> {
    if referral.referrer != referral.plan {
        return Ok(());
    }
    if ends_what_was_to_be_told(happening) {
        tasks::call_off_in(tx, referral.id, TaskKind::ReferrerNotice).await?;
    }
    let Some(about) = news(happening.event) else {
        return Ok(());
    };
    let source = details::source_of(tx, referral.intake).await?;
    if !source.is_some_and(is_outside) {
        return Ok(());
    }
    let event = (referral.id, happening.seq);
    if is_mailbox(&referral.contact.reach) {
        return nudges::queue_news_in(tx, event, referral.plan).await;
    }
    let new = NewNotice {
        about,
        event,
        of: (referral.plan, referral.service),
        member: referral.member,
        provider: happening.about.filter(|_| about == TaskAbout::Assigned),
        notify_days: None,
    };
    tasks::prepare_news_in(tx, &new).await
}

/// What somebody without an account is told of an event.
const fn news(event: EventKind) -> Option<TaskAbout> {
    match event {
        EventKind::Assigned => Some(TaskAbout::Assigned),
        EventKind::Declined | EventKind::HoldLapsed => Some(TaskAbout::Declined),
        EventKind::Closed => Some(TaskAbout::Closed),
        EventKind::Received
        | EventKind::MemberConfirmed
        | EventKind::Accepted
        | EventKind::Unassigned
        | EventKind::OutreachRecorded
        | EventKind::ServiceStarted
        | EventKind::ServiceEnded
        | EventKind::Withdrawn
        | EventKind::Reopened
        | EventKind::Waitlisted
        | EventKind::LeftWaitlist
        | EventKind::PlaceOffered
        | EventKind::OfferPassed
        | EventKind::ContactRecorded
        | EventKind::OutreachCorrected
        | EventKind::StartCorrected
        | EventKind::HandedOff
        | EventKind::DutyExcused
        | EventKind::Escalated
        | EventKind::AssignmentRequested
        | EventKind::NamingPassed
        | EventKind::EarlyContactRecorded
        | EventKind::PassedOn
        | EventKind::HoldSet
        | EventKind::AuthorizationRequested
        | EventKind::Authorized
        | EventKind::NotAuthorized
        | EventKind::AuthorizationChanged
        | EventKind::Reassessed => None,
    }
}

/// Whether somebody outside of the plan referred, who is owed an answer. The member is told otherwise.
const fn is_outside(source: SourceKind) -> bool {
    match source {
        SourceKind::EcmProvider
        | SourceKind::IlosProvider
        | SourceKind::Clinic
        | SourceKind::Hospital
        | SourceKind::County
        | SourceKind::CommunityOrganization
        | SourceKind::Other => true,
        SourceKind::Plan | SourceKind::Member | SourceKind::OutreachList => false,
    }
}

/// Whether what somebody was to be told of a referral is no longer so.
fn ends_what_was_to_be_told(happening: &Happening) -> bool {
    match happening.event {
        EventKind::Assigned
        | EventKind::Unassigned
        | EventKind::Declined
        | EventKind::HoldLapsed
        | EventKind::Closed => true,
        // Where a start turned out to be none, the same provider still has it.
        EventKind::Reopened => happening.about.is_none(),
        EventKind::Received
        | EventKind::MemberConfirmed
        | EventKind::Accepted
        | EventKind::OutreachRecorded
        | EventKind::ServiceStarted
        | EventKind::ServiceEnded
        | EventKind::Withdrawn
        | EventKind::Waitlisted
        | EventKind::LeftWaitlist
        | EventKind::PlaceOffered
        | EventKind::OfferPassed
        | EventKind::ContactRecorded
        | EventKind::OutreachCorrected
        | EventKind::StartCorrected
        | EventKind::HandedOff
        | EventKind::DutyExcused
        | EventKind::Escalated
        | EventKind::AssignmentRequested
        | EventKind::NamingPassed
        | EventKind::EarlyContactRecorded
        | EventKind::PassedOn
        | EventKind::HoldSet
        | EventKind::AuthorizationRequested
        | EventKind::Authorized
        | EventKind::NotAuthorized
        | EventKind::AuthorizationChanged
        | EventKind::Reassessed => false,
    }
}

fn tell_one(
    tx: &Tx,
    referral: &Referral,
    happening: &Happening,
    (around, lead): (Around, Option<OrganizationId>),
) {
    let mut told: Vec<OrganizationId> = Vec::new();
    let by = around.by.filter(|_| !happening.is_by_server);
    for party in Party::ALL {
        let Hears::Notice(kind) = hears(happening.event, *party) else {
            continue;
        };
        let organization = match party {
            // The member has no mailbox: tasks tell them.
            Party::Member => None,
            Party::Plan | Party::NetworkTeam => Some(referral.plan),
            Party::Referrer => Some(referral.referrer),
            Party::Provider => happening.about.map(|(provider, _)| provider),
            Party::NamedProvider => around.named,
            Party::LeadCareManager => lead,
        };
        let Some(organization) = organization else {
            continue;
        };
        // A plan or provider that referred is one mailbox, and hears it once.
        if Some(organization) == by || told.contains(&organization) {
            continue;
        }
        told.push(organization);
        tx.queue(NoticeDraft {
            organization,
            kind,
            referral: Some(referral.id),
            assignment: happening.about.map(|(_, assignment)| assignment),
            member: None,
            is_for_lead: *party == Party::LeadCareManager,
            occurred_at: happening.at,
        });
    }
}

/// Who leads the member's care, where they are to hear of it. Of what is restricted they hear
/// nothing.
async fn lead_in(
    tx: &Tx,
    referral: &Referral,
    happenings: &[Happening],
) -> Result<Option<OrganizationId>, StoreError> {
    let hears_lead =
        |one: &Happening| matches!(hears(one.event, Party::LeadCareManager), Hears::Notice(_));
    let Some(member) = referral
        .member
        .filter(|_| referral.restriction.is_none() && happenings.iter().any(hears_lead))
    else {
        return Ok(None);
    };
    Ok(duties::leads_in(tx, [member]).await?.remove(&member))
}

/// Tells the network team of a provider's no, whoever entered it; and of one that the figures dispute
/// the provider as well: the server says it, of its own accord.
pub(super) fn tell_of_decline(tx: &Tx, live: &Assignment, at: DateTime<Utc>) {
    let row = hears(EventKind::Declined, Party::NetworkTeam);
    let (Hears::ByGround { other, disputed }, Some(reason)) = (row, live.decline) else {
        return;
    };
    let (kind, told): (NoticeKind, &[OrganizationId]) = if live.is_disputed {
        (disputed, &[live.plan, live.provider])
    } else if reason.is_contractual() {
        return;
    } else {
        (other, &[live.plan])
    };
    for organization in told {
        tx.queue(NoticeDraft {
            organization: *organization,
            kind,
            referral: Some(live.referral),
            assignment: Some(live.id),
            member: None,
            is_for_lead: false,
            occurred_at: at,
        });
    }
}
