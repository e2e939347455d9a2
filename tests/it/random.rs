//! Random acts of everybody against a model: what the model allows is done, what it does not allow
//! changes nothing, and at every moment the server stands where the model does.
//!
//! The model knows nothing of the server's rules: it has the loop, who holds it, whether the service
//! runs, and how many places each provider has.

use std::fmt::Write as _;

use chrono::{SecondsFormat, TimeDelta};
use entity::types::{EscalationState, EventKind};
use entity::{assignment, escalation, notice, referral_event};
use serde_json::{Value, json};

use crate::capacity::ledger::verified;
use crate::support::acts::referral_of;
use crate::support::network::{global_id, global_member_id, patient};
use crate::support::{Reply, TestApp, both_engines};

const SERVICE: &str = "HOUSING_NAVIGATION";
/// The providers that offer it to plan a, with the pools that they draw on.
const PROVIDERS: [(&str, &str); 2] = [("p1", "p1-desk"), ("p2", "p2")];
const PEOPLE: [&str; 6] = ["r1", "r2", "p1", "p2", "a", "b"];
const MEMBERS: [&str; 3] = ["m1", "m2", "m3"];

/// Acts in a run.
#[expect(
    clippy::disallowed_methods,
    reason = "a setting of the test run, not of the program"
)]
fn length() -> usize {
    let given = std::env::var("HANDOFF_RANDOM_ACTS").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(250)
}

/// Chance that can be had again.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Where a loop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Received,
    Ready,
    Waitlisted,
    Assigned,
    Accepted,
    InOutreach,
    Closed,
}

impl Stands {
    fn code(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Ready => "READY",
            Self::Waitlisted => "WAITLISTED",
            Self::Assigned => "ASSIGNED",
            Self::Accepted => "ACCEPTED",
            Self::InOutreach => "IN_OUTREACH",
            Self::Closed => "CLOSED",
        }
    }

    fn is_with_plan(self) -> bool {
        matches!(self, Self::Received | Self::Ready | Self::Waitlisted)
    }

    fn is_in_hands(self) -> bool {
        matches!(self, Self::Assigned | Self::Accepted | Self::InOutreach)
    }
}

/// A referral as the model has it.
#[derive(Debug, Clone)]
struct Modelled {
    id: String,
    member: &'static str,
    referrer: &'static str,
    stands: Stands,
    is_known: bool,
    holder: Option<&'static str>,
    is_served: bool,
    /// Where it stood when the service was said to start.
    before_start: Stands,
}

/// What somebody tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Confirm,
    Assign(&'static str),
    Reassign(&'static str),
    Accept,
    Decline,
    DeclineForMember,
    Outreach,
    Contact,
    Start,
    VoidStart,
    End,
    Close,
    Withdraw,
    Reopen,
    Join,
    Leave,
}

const ACTS: &[Act] = &[
    Act::Confirm,
    Act::Confirm,
    Act::Assign("p1"),
    Act::Assign("p1"),
    Act::Assign("p2"),
    Act::Reassign("p1"),
    Act::Reassign("p2"),
    Act::Accept,
    Act::Decline,
    Act::DeclineForMember,
    Act::Outreach,
    Act::Outreach,
    Act::Contact,
    Act::Start,
    Act::Start,
    Act::VoidStart,
    Act::End,
    Act::Close,
    Act::Withdraw,
    Act::Reopen,
    Act::Join,
    Act::Leave,
];

/// What the model says of an act.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It is done.
    Done,
    /// It changes nothing.
    Not,
    /// It depends on what the model does not know: who declined before, and who waits.
    Either,
}

struct World {
    app: TestApp,
    dice: Dice,
    referrals: Vec<Modelled>,
    places: [i32; 2],
    history: String,
}

impl World {
    fn has_room(&self, provider: &str) -> bool {
        let at = PROVIDERS
            .iter()
            .position(|(key, _)| *key == provider)
            .unwrap();
        let used = self
            .referrals
            .iter()
            .filter(|one| one.holder == Some(PROVIDERS[at].0));
        i32::try_from(used.count()).unwrap() < self.places[at]
    }

    fn verdict(&self, of: &Modelled, act: Act, by: &str) -> Verdict {
        let is_plan = by == "a";
        let is_holder = of.holder == Some(by);
        let works = is_plan || is_holder;
        let is_pending = of.stands.is_in_hands() && !of.is_served;
        let is_done = match act {
            Act::Confirm => is_plan && of.stands == Stands::Received,
            Act::Assign(to) => {
                is_plan
                    && matches!(of.stands, Stands::Ready | Stands::Waitlisted)
                    && self.has_room(to)
            }
            Act::Reassign(to) => {
                is_plan && is_pending && of.holder != Some(to) && self.has_room(to)
            }
            Act::Accept => works && of.stands == Stands::Assigned,
            Act::Decline | Act::DeclineForMember => works && is_pending,
            Act::Outreach => works && (is_pending || of.is_served),
            Act::Contact => works && of.holder.is_some(),
            // The plan may not have heard of the yes; the provider gave it.
            Act::Start => works && is_pending && (is_plan || of.stands != Stands::Assigned),
            Act::VoidStart | Act::End => works && of.is_served,
            Act::Close => is_plan && of.stands.is_with_plan() || works && is_pending,
            Act::Withdraw => {
                (is_plan || by == of.referrer) && (of.stands.is_with_plan() || is_pending)
            }
            Act::Reopen => is_plan && of.stands == Stands::Closed && of.holder.is_none(),
            Act::Join if is_plan && of.stands == Stands::Ready => return Verdict::Either,
            Act::Join => false,
            Act::Leave => is_plan && of.stands == Stands::Waitlisted,
        };
        if is_done { Verdict::Done } else { Verdict::Not }
    }

    /// What the act makes of the referral.
    fn carry_out(of: &mut Modelled, act: Act) {
        match act {
            Act::Confirm => {
                of.stands = Stands::Ready;
                of.is_known = true;
            }
            Act::Assign(to) | Act::Reassign(to) => {
                of.stands = Stands::Assigned;
                of.holder = Some(to);
            }
            Act::Accept => of.stands = Stands::Accepted,
            Act::Decline => {
                of.stands = Stands::Ready;
                of.holder = None;
            }
            Act::Outreach if !of.is_served => of.stands = Stands::InOutreach,
            Act::Outreach => of.before_start = Stands::InOutreach,
            Act::Contact => {}
            Act::Start => {
                of.before_start = of.stands;
                of.stands = Stands::Closed;
                of.is_served = true;
            }
            Act::VoidStart => {
                of.stands = of.before_start;
                of.is_served = false;
            }
            Act::End => {
                of.holder = None;
                of.is_served = false;
            }
            Act::DeclineForMember | Act::Close | Act::Withdraw => {
                of.stands = Stands::Closed;
                of.holder = None;
            }
            Act::Reopen if of.is_known => of.stands = Stands::Ready,
            Act::Reopen => of.stands = Stands::Received,
            Act::Join => of.stands = Stands::Waitlisted,
            Act::Leave => of.stands = Stands::Ready,
        }
    }

    async fn try_act(&self, of: &Modelled, act: Act, by: &str) -> Reply {
        let now = self.app.now().to_rfc3339_opts(SecondsFormat::Micros, true);
        let to = |provider: &str| json!({ "providerId": global_id(provider) });
        let contact = |kind: &str| {
            json!({
                "kind": kind, "madeAt": now, "method": "TELEPHONE", "outcome": "NO_ANSWER",
                "minutes": 3,
            })
        };
        let (mutation, mut input) = match act {
            Act::Confirm => {
                let member = json!({ "memberId": global_member_id(of.member) });
                ("confirmMember", member)
            }
            Act::Assign(provider) => {
                let mut input = to(provider);
                // Every member has several of these.
                input["reason"] = json!("each of them is needed");
                ("assignReferral", input)
            }
            Act::Reassign(provider) => ("reassignReferral", to(provider)),
            Act::Accept => ("acceptReferral", json!({})),
            Act::Decline => (
                "declineReferral",
                json!({ "reason": "OTHER", "note": "no lift" }),
            ),
            Act::DeclineForMember => (
                "declineReferral",
                json!({ "by": "MEMBER", "note": "stays at home" }),
            ),
            Act::Outreach => ("recordOutreach", contact("OUTREACH")),
            Act::Contact => ("recordOutreach", contact("FROM_MEMBER")),
            Act::Start => ("startService", json!({ "startedAt": now })),
            Act::VoidStart => ("correctStart", json!({ "reason": "not yet" })),
            Act::End => (
                "endService",
                json!({ "endedAt": now, "reason": "GOALS_MET" }),
            ),
            Act::Close => ("closeReferral", json!({ "reason": "UNABLE_TO_REACH" })),
            Act::Withdraw => ("withdrawReferral", json!({ "note": "sent twice" })),
            Act::Reopen => ("reopenReferral", json!({ "reason": "she called again" })),
            Act::Join => ("joinWaitlist", json!({})),
            Act::Leave => ("leaveWaitlist", json!({ "reason": "found another" })),
        };
        input["referralId"] = json!(of.id);
        self.app.first_of(by).act(mutation, input).await
    }

    async fn refer(&mut self) {
        let (member, by) = (
            self.dice.one_of(&MEMBERS),
            self.dice.one_of(&["r1", "r2", "p2"]),
        );
        let input = referral_of(patient(member), SERVICE);
        let reply = self.app.first_of(by).try_refer(input).await;
        let id = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
        writeln!(self.history, "{by} refers {member}: {id}").unwrap();
        self.referrals.push(Modelled {
            id,
            member,
            referrer: by,
            stands: Stands::Received,
            is_known: false,
            holder: None,
            is_served: false,
            before_start: Stands::Assigned,
        });
    }

    async fn somebody_acts(&mut self) {
        let at = self.dice.below(self.referrals.len());
        let act = self.dice.one_of(ACTS);
        // Mostly those whose business it is.
        let of = self.referrals[at].clone();
        let by = match self.dice.below(10) {
            0..=3 => "a",
            4..=6 => of.holder.unwrap_or(of.referrer),
            _ => self.dice.one_of(&PEOPLE),
        };
        let verdict = self.verdict(&of, act, by);
        let reply = self.try_act(&of, act, by).await;
        let is_done = reply.fault_code().is_none() && reply.refusals().is_empty();
        writeln!(self.history, "{by} {act:?} {}: {is_done}", of.id).unwrap();
        let expected = match verdict {
            Verdict::Done => true,
            Verdict::Not => false,
            Verdict::Either => is_done,
        };
        let (history, body) = (&self.history, reply.body());
        assert_eq!(
            is_done, expected,
            "{of:?} {act:?} by {by}: {body:#}\n{history}"
        );
        if is_done {
            Self::carry_out(&mut self.referrals[at], act);
        }
        self.compare(at).await;
    }

    /// The plan sees what the model has.
    async fn compare(&self, at: usize) {
        let of = &self.referrals[at];
        let document = "query($id: ID!) {
          referral(id: $id) { status assignments { provider { id } ending { reason } } }
        }";
        let reply = self
            .app
            .plan()
            .query(document, json!({ "id": of.id }))
            .await;
        let seen = reply.field();
        assert_eq!(seen["status"], of.stands.code(), "{of:?}\n{}", self.history);
        let turns = seen["assignments"].as_array().unwrap();
        let live: Vec<&Value> = turns
            .iter()
            .filter(|turn| turn["ending"].is_null())
            .map(|turn| &turn["provider"]["id"])
            .collect();
        let holder = of.holder.map(|key| json!(global_id(key)));
        let expected: Vec<&Value> = holder.iter().collect();
        assert_eq!(live, expected, "{of:?}\n{}", self.history);
    }

    async fn something_else(&mut self) {
        match self.dice.below(3) {
            0 => {
                let hours = self.dice.below(15);
                self.app
                    .advance(TimeDelta::hours(i64::try_from(hours).unwrap()));
                self.app.sweep().await;
            }
            1 => {
                let at = self.dice.below(2);
                self.places[at] = i32::try_from(self.dice.below(4)).unwrap();
                self.app
                    .set_capacity(PROVIDERS[at].1, self.places[at])
                    .await;
                let (key, places) = (PROVIDERS[at].0, self.places[at]);
                writeln!(self.history, "{key} has {places} places").unwrap();
            }
            _ => self.app.advance(TimeDelta::minutes(7)),
        }
    }

    /// What has to hold of all that was written.
    async fn check(&self) {
        let ledger = verified(&self.app).await;
        assert_eq!(ledger.disagreements, [], "{}", self.history);
        let turns = self.app.rows::<assignment::Entity>().await;
        let live = |one: &&assignment::Model| one.ended_at.is_none();
        let held = self.referrals.iter().filter(|one| one.holder.is_some());
        assert_eq!(turns.iter().filter(live).count(), held.count());

        let mut events = self.app.rows::<referral_event::Entity>().await;
        events.sort_by_key(|event| (event.referral_id, event.seq));
        let steps = self.app.rows::<escalation::Entity>().await;
        for chunk in events.chunk_by(|one, other| one.referral_id == other.referral_id) {
            let id = chunk[0].referral_id;
            let numbers: Vec<i32> = chunk.iter().map(|event| event.seq).collect();
            let last = *numbers.last().unwrap();
            // The second place is kept for the confirmation, used or not.
            let expected: Vec<i32> = (1..=last)
                .filter(|seq| *seq != 2 || numbers.contains(&2))
                .collect();
            assert_eq!(numbers, expected, "{}", self.history);
            let told = chunk.iter().filter(|one| one.kind == EventKind::Escalated);
            let fired = steps
                .iter()
                .filter(|step| step.referral_id == id && step.state == EscalationState::Fired);
            assert_eq!(told.count(), fired.count(), "{}", self.history);
        }

        let mut notices = self.app.rows::<notice::Entity>().await;
        notices.sort_by_key(|one| (one.organization_id, one.seq));
        for mailbox in notices.chunk_by(|one, other| one.organization_id == other.organization_id) {
            let numbers: Vec<i64> = mailbox.iter().map(|one| one.seq).collect();
            let expected: Vec<i64> = (1..).take(numbers.len()).collect();
            assert_eq!(numbers, expected, "{}", self.history);
        }
    }
}

async fn run(app: TestApp, seed: u64) {
    let mut world = World {
        app,
        dice: Dice(seed),
        referrals: Vec::new(),
        places: [3, 2],
        history: format!("seed {seed}\n"),
    };
    for ((_, pool), places) in PROVIDERS.iter().zip(world.places) {
        world.app.set_capacity(pool, places).await;
    }
    world.refer().await;
    for _ in 0..length() {
        match world.dice.below(20) {
            0 if world.referrals.len() < 12 => world.refer().await,
            1 => world.something_else().await,
            _ => world.somebody_acts().await,
        }
    }
    let closed = world
        .referrals
        .iter()
        .filter(|one| one.stands == Stands::Closed);
    assert!(closed.count() > 0, "a run that closes nothing tests little");
    world.check().await;
}

both_engines!(
    random_acts_stand_where_the_model_does,
    async |app: TestApp| {
        run(app, 20_261_122).await;
    }
);

both_engines!(others_stand_there_as_well, async |app: TestApp| {
    run(app, 4_711).await;
});
