//! Who hears of what: one table, event × party. Pure; printed in `docs/NOTICES.md`.

use entity::types::{EventKind, NoticeKind, TaskAbout};

/// A party to a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Party {
    /// The plan: those who work its cases.
    Plan,
    /// Those of the plan who work with its providers.
    NetworkTeam,
    /// Whoever referred.
    Referrer,
    /// The provider that the event is about.
    Provider,
    /// The provider that whoever referred named, while its answer is waited for.
    NamedProvider,
    /// The provider that leads the member's care on that day.
    LeadCareManager,
    /// The person whom it is about: told by the plan, which gets a task to do so.
    Member,
}

impl Party {
    /// Every party, in the order of the printed table. One mailbox hears of an event once, as the
    /// first of these that it is.
    pub const ALL: &'static [Self] = &[
        Self::Plan,
        Self::NetworkTeam,
        Self::Referrer,
        Self::Provider,
        Self::NamedProvider,
        Self::LeadCareManager,
        Self::Member,
    ];

    /// How the table calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::NetworkTeam => "network team",
            Self::Referrer => "referrer",
            Self::Provider => "provider",
            Self::NamedProvider => "named provider",
            Self::LeadCareManager => "lead care manager",
            Self::Member => "member",
        }
    }
}

/// What a party hears of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hears {
    /// A notice of that kind, in its mailbox.
    Notice(NoticeKind),
    /// A notice that depends on the ground on which a provider declined; none where all its places
    /// are taken.
    ByGround {
        /// Another ground than capacity.
        other: NoticeKind,
        /// Capacity, while the figures show room.
        disputed: NoticeKind,
    },
    /// A task of the plan to tell it, once the plan knows who it is.
    Task(TaskAbout),
    /// Nothing, for that reason.
    Nothing(Silence),
}

/// Why a party hears nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Silence {
    /// It did this itself.
    OwnAct,
    /// Nobody is that party at that moment.
    NoPart,
    /// The network team works with providers, and hears of nobody's case.
    NoCase,
    /// Another event of the same moment says it.
    SaidByAnother,
    /// Work of the plan that changes nothing for this party.
    PlansWork,
    /// A step on the way: this party hears where it began and how it ended.
    OnTheWay,
    /// It stands in the timeline, for those who see what the referral is about.
    InTimeline,
    /// It would tell whether the plan knows the person.
    Masked,
    /// The plan's policy names who is told, step by step.
    ByPolicy,
    /// The provider speaks with the member itself.
    InPerson,
    /// Nothing is settled that the member could be told.
    Unsettled,
}

impl Silence {
    /// Every reason, in the order of the printed legend.
    pub const ALL: &'static [Self] = &[
        Self::OwnAct,
        Self::NoPart,
        Self::NoCase,
        Self::SaidByAnother,
        Self::PlansWork,
        Self::OnTheWay,
        Self::InTimeline,
        Self::Masked,
        Self::ByPolicy,
        Self::InPerson,
        Self::Unsettled,
    ];

    /// In the table, and what it means.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OwnAct => ("own act", "the party did this itself"),
            Self::NoPart => ("no part", "nobody is that party at that moment"),
            Self::NoCase => (
                "no case",
                "the network team works with providers, and hears of nobody's case",
            ),
            Self::SaidByAnother => (
                "said by another",
                "another event of the same moment, or the one that must follow, says it",
            ),
            Self::PlansWork => (
                "plan's work",
                "work of the plan that changes nothing for this party",
            ),
            Self::OnTheWay => (
                "on the way",
                "a step between: this party hears where it began and how it ended",
            ),
            Self::InTimeline => (
                "in the timeline",
                "it stands there, for those who see what the referral is about",
            ),
            Self::Masked => ("masked", "it would tell whether the plan knows the person"),
            Self::ByPolicy => (
                "by policy",
                "the plan's policy names who is told, step by step (`setLoopPolicy`)",
            ),
            Self::InPerson => ("in person", "the provider speaks with the member itself"),
            Self::Unsettled => (
                "unsettled",
                "nothing is settled that the member could be told",
            ),
        }
    }
}

/// What each party hears of one event.
#[derive(Debug, Clone, Copy)]
struct Row {
    plan: Hears,
    network: Hears,
    referrer: Hears,
    provider: Hears,
    named: Hears,
    lead: Hears,
    member: Hears,
}

impl Row {
    /// Nobody hears, for one reason.
    const fn silent(why: Silence) -> Self {
        let nothing = Hears::Nothing(why);
        Self {
            plan: nothing,
            network: Hears::Nothing(Silence::NoCase),
            referrer: nothing,
            provider: nothing,
            named: Hears::Nothing(Silence::NoPart),
            lead: nothing,
            member: Hears::Nothing(Silence::Unsettled),
        }
    }

    /// Every organization in the loop hears the same.
    const fn all(kind: NoticeKind) -> Self {
        let hears = Hears::Notice(kind);
        Self {
            plan: hears,
            network: Hears::Nothing(Silence::NoCase),
            referrer: hears,
            provider: hears,
            named: Hears::Nothing(Silence::NoPart),
            lead: hears,
            member: Hears::Nothing(Silence::Unsettled),
        }
    }
}

/// What a party hears of an event. The referrer's part is DHCS's duty to tell the referring entity
/// of assignment, of a no with its reason, and of closure with its reason; the member's is the duty to
/// tell who serves them (domain notes, section 1.1); the rest is what each needs to go on working. Nobody is told of their own organization's
/// act, and of a restricted referral the lead care manager nothing.
#[must_use]
pub const fn hears(event: EventKind, party: Party) -> Hears {
    let row = row(event);
    match party {
        Party::Plan => row.plan,
        Party::NetworkTeam => row.network,
        Party::Referrer => row.referrer,
        Party::Provider => row.provider,
        Party::NamedProvider => row.named,
        Party::LeadCareManager => row.lead,
        Party::Member => row.member,
    }
}

#[expect(clippy::too_many_lines, reason = "one table, one row an event")]
const fn row(event: EventKind) -> Row {
    use Hears::{ByGround, Nothing, Notice, Task};
    match event {
        EventKind::Received => Row {
            plan: Notice(NoticeKind::ReferralReceived),
            named: Notice(NoticeKind::ProviderNamed),
            referrer: Nothing(Silence::OwnAct),
            ..Row::silent(Silence::NoPart)
        },
        EventKind::MemberConfirmed => Row {
            referrer: Nothing(Silence::Masked),
            provider: Nothing(Silence::NoPart),
            ..Row::silent(Silence::PlansWork)
        },
        // The plan hears where the server assigned what waited for a place.
        EventKind::Assigned => Row {
            named: Notice(NoticeKind::NamingEnded),
            member: Task(TaskAbout::Assigned),
            ..Row::all(NoticeKind::ReferralAssigned)
        },
        EventKind::Accepted => Row {
            lead: Nothing(Silence::OnTheWay),
            member: Nothing(Silence::InPerson),
            ..Row::all(NoticeKind::ReferralAccepted)
        },
        EventKind::Declined => Row {
            network: ByGround {
                other: NoticeKind::DeclineReported,
                disputed: NoticeKind::CapacityDisputed,
            },
            ..Row::all(NoticeKind::ReferralDeclined)
        },
        EventKind::Unassigned => Row {
            provider: Notice(NoticeKind::AssignmentEnded),
            member: Nothing(Silence::SaidByAnother),
            ..Row::silent(Silence::SaidByAnother)
        },
        EventKind::OutreachRecorded => Row {
            lead: Nothing(Silence::OnTheWay),
            member: Nothing(Silence::InPerson),
            ..Row::all(NoticeKind::OutreachStarted)
        },
        // Where the service was received, the member knows.
        EventKind::Closed => Row {
            named: Notice(NoticeKind::NamingEnded),
            member: Task(TaskAbout::Closed),
            ..Row::all(NoticeKind::LoopClosed)
        },
        // The loop closed before: the referrer has heard how it ended.
        EventKind::ServiceEnded => Row {
            referrer: Nothing(Silence::InTimeline),
            member: Nothing(Silence::InPerson),
            ..Row::all(NoticeKind::AssignmentEnded)
        },
        // Where the start closes the loop, that is what everyone is told instead.
        EventKind::ServiceStarted => Row {
            member: Nothing(Silence::InPerson),
            ..Row::all(NoticeKind::ServiceStarted)
        },
        EventKind::Reopened => Row::all(NoticeKind::ReferralReopened),
        EventKind::Waitlisted => Row {
            provider: Nothing(Silence::NoPart),
            ..Row::all(NoticeKind::ReferralWaitlisted)
        },
        EventKind::PlaceOffered => Row {
            plan: Notice(NoticeKind::PlaceOffered),
            ..Row::silent(Silence::PlansWork)
        },
        EventKind::OfferPassed => Row::silent(Silence::PlansWork),
        // The plan hears where nothing is left to wait for; else it took the referral off itself.
        EventKind::LeftWaitlist => Row {
            plan: Notice(NoticeKind::WaitEnded),
            ..Row::silent(Silence::OnTheWay)
        },
        // A withdrawn referral closes.
        // What goes on with another plan closes here, and that plan receives one.
        EventKind::Withdrawn | EventKind::PassedOn => Row::silent(Silence::SaidByAnother),
        // What a plan validates of a reassessment is that it was done (S0); the end that may follow
        // of it is told by itself.
        EventKind::ContactRecorded | EventKind::HandedOff | EventKind::Reassessed => Row {
            member: Nothing(Silence::InPerson),
            ..Row::silent(Silence::InTimeline)
        },
        EventKind::OutreachCorrected | EventKind::StartCorrected | EventKind::DutyExcused => {
            Row::silent(Silence::InTimeline)
        }
        EventKind::AssignmentRequested => Row {
            provider: Nothing(Silence::NoPart),
            named: Notice(NoticeKind::AssignmentRequested),
            lead: Nothing(Silence::OnTheWay),
            ..Row::all(NoticeKind::AssignmentRequested)
        },
        EventKind::NamingPassed => Row {
            provider: Nothing(Silence::NoPart),
            named: Notice(NoticeKind::NamingPassed),
            lead: Nothing(Silence::OnTheWay),
            ..Row::all(NoticeKind::NamingPassed)
        },
        EventKind::EarlyContactRecorded => Row {
            named: Nothing(Silence::InTimeline),
            member: Nothing(Silence::InPerson),
            ..Row::silent(Silence::InTimeline)
        },
        EventKind::HoldSet => Row {
            plan: Notice(NoticeKind::HoldChanged),
            provider: Notice(NoticeKind::HoldChanged),
            ..Row::silent(Silence::OnTheWay)
        },
        EventKind::HoldLapsed => Row::all(NoticeKind::HoldLapsed),
        // What was asked is between the plan and whoever serves; whoever referred hears the answer.
        EventKind::AuthorizationRequested => Row {
            plan: Notice(NoticeKind::AuthorizationRequested),
            provider: Notice(NoticeKind::AuthorizationRequested),
            named: Notice(NoticeKind::AuthorizationRequested),
            ..Row::silent(Silence::OnTheWay)
        },
        // The assignment that follows tells the member, with the name of the provider.
        EventKind::Authorized => Row {
            named: Notice(NoticeKind::Authorized),
            member: Nothing(Silence::SaidByAnother),
            ..Row::all(NoticeKind::Authorized)
        },
        EventKind::NotAuthorized => Row {
            named: Notice(NoticeKind::NotAuthorized),
            ..Row::all(NoticeKind::NotAuthorized)
        },
        EventKind::AuthorizationChanged => Row {
            plan: Notice(NoticeKind::AuthorizationChanged),
            provider: Notice(NoticeKind::AuthorizationChanged),
            ..Row::silent(Silence::InTimeline)
        },
        EventKind::Escalated => Row {
            network: Nothing(Silence::NoCase),
            ..Row::silent(Silence::ByPolicy)
        },
    }
}
