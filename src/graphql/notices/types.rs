use std::sync::Arc;

use async_graphql::{Context, Enum, Object, SimpleObject};

use crate::graphql::members::{Member, MemberKey};
use crate::graphql::referrals::{Assignment, AssignmentKey, Referral, ReferralKey};
use crate::graphql::scalars::{DateTime, MailboxCursor};
use crate::graphql::{ApiError, ContextExt};
use crate::notices;

/// What a notice tells.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "notices::NoticeKind")]
pub enum NoticeKind {
    /// To the plan: a referral came in.
    ReferralReceived,
    /// To the provider: this is yours. To the referrer: a provider has it.
    ReferralAssigned,
    /// To plan and referrer: the provider accepted.
    ReferralAccepted,
    /// To plan and referrer: the provider declined; the plan looks for another.
    ReferralDeclined,
    /// To plan and referrer: the first outreach attempt was made.
    OutreachStarted,
    /// To everyone else in the loop: it closed. The referral says why.
    LoopClosed,
    /// To the provider: the plan ended this assignment. To the plan: the service ended.
    AssignmentEnded,
    /// To the plan's privacy officers: a coordinator opened a restricted member.
    GlassBroken,
    /// To a plan: another one offered to delegate to it. Its administrators see which by
    /// `delegation`, and accept or refuse.
    DelegationOffered,
    /// To the prime plan: the other one accepted, and works for it from now on.
    DelegationAccepted,
    /// To the other plan: a delegation ended, or an offer was taken back, refused or replaced.
    DelegationEnded,
    /// To the plan, for its privacy officers: an administrator, or whoever runs the server, gave or
    /// took the role `PLAN_PRIVACY`, or changed the roles or the access of somebody who has it, or
    /// reset their password or second factor. The administrators' audit trail says who did.
    PrivacyOfficerChanged,
    /// Where the loop stays open after the start: the service started.
    ServiceStarted,
    /// The loop is open again.
    ReferralReopened,
    /// Nobody has room: the referral waits.
    ReferralWaitlisted,
    /// To the plan: a place came free for whoever waits longest.
    PlaceOffered,
    /// To the plan's network: a provider declined on other ground than capacity.
    DeclineReported,
    /// To provider and plan: declined for capacity while the figures show room. The provider
    /// corrects its figure; until then it is left out.
    CapacityDisputed,
    /// To the plan's network: a provider asks to raise what was agreed.
    CapacityProposed,
    /// To the provider: the plan answered.
    CapacityDecided,
    /// To the provider: the figure is old; confirm it.
    CapacityStale,
    /// Outreach is due soon.
    OutreachReminder,
    /// Outreach is due and none was recorded.
    OutreachOverdue,
    /// To the plan: think of another provider.
    ReassignmentProposed,
    /// To the plan: the provider did not fetch its assignment.
    NotTold,
    /// To a provider: whoever referred named you. Look whether you can serve the person, and ask
    /// the plan for it (`requestAssignment`) or pass it (`passNaming`).
    ProviderNamed,
    /// To plan and referrer: the named provider asks for it.
    AssignmentRequested,
    /// To plan and referrer: the named provider does not take it; the plan looks for another.
    NamingPassed,
    /// To the named provider: the plan gave it to another, or it is closed.
    NamingEnded,
    /// To the plan: no pool is left that the referral could wait for. It is `READY` again.
    WaitEnded,
    /// To provider and plan: the other said until when the place is held, or that it is held
    /// without an end.
    HoldChanged,
    /// To everyone in the loop: the place was held until now, the service has not started, and the
    /// place is free; the plan looks for one again.
    HoldLapsed,
    /// To the plan and whoever is to serve: the plan was asked to authorize a service.
    AuthorizationRequested,
    /// To everyone in the loop: the plan authorized the service.
    Authorized,
    /// To everyone in the loop: the plan did not authorize the service; the timeline says why.
    NotAuthorized,
    /// To plan and provider: what was authorized, or asked for, changed.
    AuthorizationChanged,
    /// To the plan: a decision on an authorization is due soon.
    AuthorizationDueSoon,
    /// To the plan: a decision on an authorization is due today, and a notice of delay is ready to
    /// be sent.
    AuthorizationLapsing,
    /// To the plan: a decision on an authorization was due.
    AuthorizationOverdue,
    /// To the plan: an appeal or a grievance is to be decided soon.
    AppealDueSoon,
    /// To the plan: an appeal or a grievance was to be decided.
    AppealOverdue,
    /// To plan and provider: an authorization ends soon.
    AuthorizationExpiring,
    /// To plan and provider: most of what was authorized is used.
    AuthorizationNearlyUsed,
    /// To whoever asked for an authorization: the plan needs to know more.
    InformationNeeded,
    /// To plan and provider: a member whose service runs is to be reassessed soon
    /// (`recordReassessment`).
    ReassessmentDue,
    /// To the plan: a reassessment was due, and none was recorded.
    ReassessmentOverdue,
}

/// How far a notice came. A plan can tell "we told them late" from "they acted late".
#[expect(
    clippy::struct_field_names,
    reason = "the fields of the schema: three instants"
)]
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct NoticeDelivery {
    /// When it was put into the mailbox: with the act itself. The day in California where the
    /// referral is withheld from the viewer; so is `deliveredAt`.
    sent_at: DateTime,
    /// When it first went out to a client of the organization; null before.
    delivered_at: Option<DateTime>,
    /// When the organization first acknowledged it; null before.
    acknowledged_at: Option<DateTime>,
}

impl From<notices::NoticeDelivery> for NoticeDelivery {
    fn from(delivery: notices::NoticeDelivery) -> Self {
        Self {
            sent_at: DateTime(delivery.sent_at),
            delivered_at: delivery.delivered_at.map(DateTime),
            acknowledged_at: delivery.acknowledged_at.map(DateTime),
        }
    }
}

/// One numbered message of a mailbox. It says what happened to which referral, and nothing about a
/// person: ask the referral for that.
#[derive(SimpleObject, Clone, Debug)]
pub struct Notice {
    /// Number in the mailbox: 1, 2, 3 … A number that is missing from a list without a filter is of
    /// a notice that the viewer may not know.
    number: i32,
    /// What happened.
    kind: NoticeKind,
    /// When it happened; the day in California where the referral is withheld from the viewer.
    occurred_at: DateTime,
    /// How far it came.
    delivery: NoticeDelivery,
}

impl Notice {
    fn of(notice: &notices::Notice) -> Self {
        Self {
            number: i32::try_from(notice.seq).unwrap_or(i32::MAX),
            kind: notice.kind.into(),
            occurred_at: DateTime(notice.occurred_at),
            delivery: notice.delivery.into(),
        }
    }
}

/// One item of a mailbox: a notice, or a mark without one that says "you have all until here".
#[derive(Clone, Debug)]
pub struct MailboxItem {
    cursor: notices::MailboxCursor,
    follows: notices::MailboxCursor,
    notice: Option<Arc<notices::Notice>>,
}

impl MailboxItem {
    /// From its parts.
    #[must_use]
    pub fn new(
        cursor: notices::MailboxCursor,
        follows: notices::MailboxCursor,
        notice: Option<Arc<notices::Notice>>,
    ) -> Self {
        Self {
            cursor,
            follows,
            notice,
        }
    }
}

impl From<notices::MailboxItem> for MailboxItem {
    fn from(item: notices::MailboxItem) -> Self {
        Self::new(item.cursor, item.follows, item.notice)
    }
}

/// One item of a mailbox: a notice, or a mark without one that says "you have all until here".
/// Items come at least once and in order.
#[Object]
impl MailboxItem {
    /// The place after this item: subscribe `after` it to go on from here.
    async fn cursor(&self) -> MailboxCursor {
        MailboxCursor(self.cursor)
    }

    /// The cursor of the item before this one on this stream, or the one that the stream started
    /// from. If it is not the last one you saw, something is missing: subscribe again after that.
    async fn follows(&self) -> MailboxCursor {
        MailboxCursor(self.follows)
    }

    /// The notice; null in a mark, which ends the backlog and moves a filtered stream on.
    async fn notice(&self) -> Option<Notice> {
        self.notice.as_deref().map(Notice::of)
    }

    /// The referral as it is now; null in a mark, and once the viewer's access to it has ended.
    async fn referral(&self, ctx: &Context<'_>) -> Result<Option<Referral>, ApiError> {
        let Some(id) = self.notice.as_ref().and_then(|notice| notice.referral) else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(ReferralKey(id)).await?;
        Ok(found.map(Referral::new))
    }

    /// The member whom a notice without a referral is about, as it is now; null where the viewer
    /// may not see them.
    async fn member(&self, ctx: &Context<'_>) -> Result<Option<Member>, ApiError> {
        let Some(id) = self.notice.as_ref().and_then(|notice| notice.member) else {
            return Ok(None);
        };
        Ok(ctx.loaders()?.load(MemberKey(id)).await?.map(Member))
    }

    /// The assignment as it is now; null in a mark, and where the notice is about none.
    async fn assignment(&self, ctx: &Context<'_>) -> Result<Option<Assignment>, ApiError> {
        let Some(id) = self.notice.as_ref().and_then(|notice| notice.assignment) else {
            return Ok(None);
        };
        let found = ctx.loaders()?.load(AssignmentKey(id)).await?;
        Ok(found.map(Assignment::new))
    }
}

/// Where the mailbox of the viewer's organization stands.
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct Mailbox {
    /// The place after the last notice.
    cursor: MailboxCursor,
    /// The place before the oldest notice that nobody acknowledged, of those that the viewer may
    /// know: where a stream without `after` starts.
    acknowledged_through: MailboxCursor,
    /// Number of the last notice; 0 in an empty mailbox.
    last_number: i32,
}

impl From<notices::MailboxPosition> for Mailbox {
    fn from(position: notices::MailboxPosition) -> Self {
        Self {
            cursor: MailboxCursor(position.end.cursor(position.end.last_seq)),
            acknowledged_through: MailboxCursor(position.start()),
            last_number: i32::try_from(position.end.last_seq).unwrap_or(i32::MAX),
        }
    }
}
