//! The printed table is the one that decides.

use std::fmt::Write as _;

use entity::types::{EventKind, NoticeKind};
use handoff::referrals::{Hears, Party, Silence, hears};

use crate::access::assert_current;

const HEAD: &str = "\
# Who is told of what

Each line is something that happens to a referral, each column a party to it. In capitals: the notice
that comes into the party's mailbox. In brackets: why it hears nothing. Printed from
`referrals::hears`, which decides; renewed with `UPDATE_MATRIX=1`.

- Nobody is told of their own organization's act: what a provider did is told to the others, and what
  the plan entered on its behalf to the provider as well.
- An organization that is two parties, such as a plan that referred, hears it once.
- A notice is ids and a kind. What it is about is read through the viewer's own access.
- The **lead care manager** is the provider that leads the member's care on that day
  (`setLeadCareManager`). It hears nothing of a referral that is restricted, and what it was told
  before is hidden from it once it is. Its notices are for those of its people who lead care.
- The **named provider** is the one that whoever referred named, while the plan has not decided
  (`namedProviderId`). The one that gets the referral hears that, and not that it is no longer named.
- The **network team** reads, of the plan's mailbox, `DECLINE_REPORTED`, `CAPACITY_DISPUTED` and
  `CAPACITY_PROPOSED`, whoever of the plan entered the decline; and the report `declines`.
- The **member** is told by the plan: a task with the text in the member's language and the way that
  is safe (`tasks`). There is none while the plan does not know who it is, for somebody who must not
  be contacted or has died, and none that a loop is closed because the service was received. A task
  that is open when something else is true is called off, and every one of them at the moment in
  which it is set that the member must not be contacted, or recorded that they died.
- A **referrer without an account**, for whom the plan entered the referral, is told of assignment,
  decline and closure by e-mail, with a link that shows where it stands and nothing about the person.
  A link works for 30 days, or until the plan takes it back (`revokeReferralLinks`).
- Where that referrer gave no e-mail address, each of these is a **task** (`REFERRER_NOTICE`), due by
  the plan's policy (`notifyReferrerDays`): a fax where both sides agreed on faxes and the plan wrote
  that down when it entered the referral, else a call. A fax is no electronic notice. The text holds
  nothing about the person but what the referrer wrote down, and of what is restricted nothing. It
  counts as told when somebody says that it was.
- `CAPACITY_DISPUTED` goes to the provider too: it declined for capacity while its figures show room.
- Of an **authorization without a referral** plan, provider and whoever asked hear how it was decided
  (`AUTHORIZED`, `NOT_AUTHORIZED`) and that it changed (`AUTHORIZATION_CHANGED`). Of one that pays
  for a sobering visit the provider hears only what is asked of it (`INFORMATION_NEEDED`).
- A **reduction** that was announced is told again on the day from which it holds, to plan and provider
  (`AUTHORIZATION_CHANGED`).
- An **appeal** is told as `AUTHORIZATION_CHANGED`: that it came, that the plan confirmed it, how it
  ended. A grievance may be about the provider, and is told to nobody but the plan.
- What the plan does not pay, or pays less or later, the **member** reads in a notice of action; what it
  answers to an appeal or a grievance, in a letter. Either is a task to send it word for word
  (`ACTION_NOTICE`, `APPEAL_ANSWER`), in the member's language and on the way that is safe, also where
  there is no referral; no later event of a loop calls it off. A notice of delay is called off where the
  decision came in time after all.

";

/// Notices that no event of a referral brings: what, to whom, and when.
const BESIDE: &[(NoticeKind, &str, &str)] = &[
    (
        NoticeKind::InformationNeeded,
        "whoever asked; the provider that is to serve",
        "the plan needs to know more before it decides",
    ),
    (
        NoticeKind::AuthorizationDueSoon,
        "plan",
        "before a decision is due, as the policy says (`remindMinutes`)",
    ),
    (
        NoticeKind::AuthorizationLapsing,
        "plan",
        "on the day on which a decision is due: the notice of delay is ready",
    ),
    (
        NoticeKind::AuthorizationOverdue,
        "plan",
        "a decision was due",
    ),
    (
        NoticeKind::AppealDueSoon,
        "plan",
        "before the answer to an appeal or a grievance is due (`remindMinutes`)",
    ),
    (
        NoticeKind::AppealOverdue,
        "plan",
        "the answer to an appeal or a grievance was due",
    ),
    (
        NoticeKind::AuthorizationExpiring,
        "plan; provider",
        "before the last day that is granted (`expiringDays`)",
    ),
    (
        NoticeKind::AuthorizationNearlyUsed,
        "plan; provider",
        "once, when the part is used that the policy names (`nearlyUsedPercent`)",
    ),
    (
        NoticeKind::ReassessmentDue,
        "plan; provider",
        "before a member whose service runs is to be reassessed",
    ),
    (
        NoticeKind::ReassessmentOverdue,
        "plan",
        "a reassessment was due, and none was recorded",
    ),
    (
        NoticeKind::OutreachReminder,
        "plan, provider or lead care manager, step by step (`setLoopPolicy`)",
        "before outreach is due",
    ),
    (
        NoticeKind::OutreachOverdue,
        "plan, provider or lead care manager, step by step (`setLoopPolicy`)",
        "outreach was due",
    ),
    (
        NoticeKind::ReassignmentProposed,
        "plan",
        "outreach was due so long ago that somebody else should have it",
    ),
    (
        NoticeKind::NotTold,
        "plan",
        "the provider did not fetch its assignment",
    ),
    (
        NoticeKind::CapacityStale,
        "provider",
        "its figures were not confirmed for as long as its plans set",
    ),
    (
        NoticeKind::CapacityDecided,
        "provider",
        "the plan answered its proposal",
    ),
    (
        NoticeKind::GlassBroken,
        "the plan's privacy officers",
        "a coordinator opened a restricted member (`breakGlass`)",
    ),
    (
        NoticeKind::PrivacyOfficerChanged,
        "the plan itself",
        "who guards its privacy was changed, or how they sign in",
    ),
    (
        NoticeKind::DelegationOffered,
        "the plan to which it is offered",
        "another plan offers members and network",
    ),
    (
        NoticeKind::DelegationAccepted,
        "the plan that offered",
        "what it offered is accepted",
    ),
    (
        NoticeKind::DelegationEnded,
        "the other plan",
        "a delegation, or an offer of one, is over",
    ),
];

#[test]
fn the_table_is_the_committed_page() {
    let mut text = HEAD.to_owned();
    text.push_str("| event |");
    for party in Party::ALL {
        write!(text, " {} |", party.name()).unwrap();
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(Party::ALL.len()));
    for event in EventKind::ALL {
        write!(text, "\n| {} |", event.code()).unwrap();
        for party in Party::ALL {
            match hears(*event, *party) {
                Hears::Notice(kind) => write!(text, " `{}` |", kind.code()).unwrap(),
                Hears::ByGround { other, disputed } => {
                    let (other, disputed) = (other.code(), disputed.code());
                    write!(
                        text,
                        " `{other}` on other ground than capacity, `{disputed}` where the figures \
                         show room |"
                    )
                    .unwrap();
                }
                Hears::Task(about) => write!(text, " task: {} |", about.code()).unwrap(),
                Hears::Nothing(why) => write!(text, " ({}) |", why.words().0).unwrap(),
            }
        }
    }
    text.push_str("\n\n| nothing, because | means |\n|---|---|\n");
    for why in Silence::ALL {
        let (word, meaning) = why.words();
        writeln!(text, "| {word} | {meaning} |").unwrap();
    }
    text.push_str(
        "\nNotices that no event of a referral brings:\n\n| notice | to | when |\n|---|---|---|\n",
    );
    for (kind, to, when) in BESIDE {
        writeln!(text, "| `{}` | {to} | {when} |", kind.code()).unwrap();
    }
    assert_current("docs/NOTICES.md", &text);
}

#[test]
fn every_notice_is_on_the_page_once() {
    let mut by_event = Vec::new();
    for event in EventKind::ALL {
        for party in Party::ALL {
            match hears(*event, *party) {
                Hears::Notice(kind) => by_event.push(kind),
                Hears::ByGround { other, disputed } => by_event.extend([other, disputed]),
                Hears::Task(_) | Hears::Nothing(_) => {}
            }
        }
    }
    // What a provider asks of its plan is for the network team, and no event of a referral.
    let in_the_head = [NoticeKind::CapacityProposed];
    for kind in NoticeKind::ALL {
        let beside = BESIDE.iter().filter(|(one, ..)| one == kind).count();
        let elsewhere = by_event.contains(kind) || in_the_head.contains(kind);
        assert_eq!(beside + usize::from(elsewhere), 1, "{}", kind.code());
    }
}
