//! The printed table is the one that decides.

use std::fmt::Write as _;

use entity::types::EventKind;
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

";

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
    assert_current("docs/NOTICES.md", &text);
}
