//! What the tables are tried on: one case in each of its stages, and everybody who stands around
//! it.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::support::network::{global_id, global_member_id};
use crate::support::people::sign_in;
use crate::support::{Caller, TestApp};

/// Both providers offer it in the whole county.
pub(super) const SERVICE: &str = "HOUSING_NAVIGATION";
/// The member whom the case is about.
pub(super) const MEMBER: &str = "m1";
/// What the provider wrote down.
pub(super) const NOTE: &str = "left word with the librarian";

/// Somebody around the case.
pub(super) struct Stranger {
    /// How the column is headed, in two lines.
    pub(super) heading: (&'static str, &'static str),
    /// Of which organization; `None` for somebody who is not signed in.
    pub(super) key: Option<&'static str>,
}

/// Everybody around the case, in the order of the columns.
pub(super) const ACTORS: [Stranger; 8] = [
    stranger("not", "signed in", None),
    stranger("the", "referrer", Some("r1")),
    stranger("another", "referrer", Some("r2")),
    stranger("provider", "has it", Some("p1")),
    stranger("provider", "had it", Some("p2")),
    stranger("another", "provider", Some("p3")),
    stranger("the", "plan", Some("a")),
    stranger("another", "plan", Some("b")),
];

const fn stranger(above: &'static str, below: &'static str, key: Option<&'static str>) -> Stranger {
    Stranger {
        heading: (above, below),
        key,
    }
}

impl Stranger {
    /// The person.
    pub(super) fn caller(&self, app: &TestApp) -> Caller {
        match self.key {
            None => app.anonymous(),
            Some(key) if key.starts_with('p') => app.provider(key),
            Some(key) if key.starts_with('r') => app.referrer_named(key),
            Some(key) => app.plan_named(key),
        }
    }
}

/// How far the case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Referred; the plan has not said which member it is.
    Received,
    /// Ready for the next provider after p2 declined.
    Waiting,
    /// Taken from p2 and given to p1.
    InHands,
    /// Accepted by p1.
    Accepted,
    /// Served by p1.
    InService,
    /// Like [`Stage::Received`], and the plan's person has signed in.
    SignedIn,
}

/// A case: plan a, referred by r1, once with p2, and now with p1 where anybody has it.
pub(super) struct Case {
    pub(super) referral: String,
    pub(super) member: String,
    /// The last assignment: p1's where p1 has it.
    pub(super) live: String,
    /// The assignment of p2 that ended.
    pub(super) ended: String,
    /// The present, as clients write it.
    pub(super) now: String,
    /// The end of the caller's own mailbox; for nobody that of an invented one.
    pub(super) own_cursor: String,
    /// The end of the plan's mailbox.
    pub(super) plan_cursor: String,
    /// The session of the plan's person, and its refresh token, where there is one.
    pub(super) session: String,
    pub(super) refresh_token: String,
}

impl Case {
    /// A fresh case in that stage.
    pub(super) async fn at(stage: Stage, app: &TestApp) -> Self {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let now = app.now().to_rfc3339_opts(SecondsFormat::Secs, true);
        let referral = app.referrer().refer(MEMBER, SERVICE).await;
        if !matches!(stage, Stage::Received | Stage::SignedIn) {
            plan.confirm(&referral, MEMBER).await.done();
            plan.assign(&referral, "p2").await.done();
        }
        if stage == Stage::Waiting {
            let input = json!({ "referralId": referral, "reason": "AT_CAPACITY" });
            let declined = app.provider("p2").act("declineReferral", input).await;
            declined.done();
        }
        if matches!(stage, Stage::InHands | Stage::Accepted | Stage::InService) {
            plan.reassign(&referral, "p1").await.done();
        }
        if matches!(stage, Stage::Accepted | Stage::InService) {
            provider.accept(&referral).await.done();
        }
        if stage == Stage::InService {
            let input = json!({ "referralId": referral, "startedAt": now });
            provider.act("startService", input).await.done();
        }
        let turns = turns(&plan, &referral).await;
        let (session, refresh_token) = if stage == Stage::SignedIn {
            let signed_in = sign_in(app, "a").await;
            (signed_in.session, signed_in.refresh_token)
        } else {
            <_>::default()
        };
        Self {
            session,
            refresh_token,
            member: global_member_id(MEMBER),
            live: turns.last().cloned().unwrap_or_default(),
            ended: turns.first().cloned().unwrap_or_default(),
            now,
            own_cursor: String::new(),
            plan_cursor: mailbox_end(&plan).await,
            referral,
        }
    }

    /// The provider that has it tries to reach the member, and leaves a note.
    pub(super) async fn reach_out(&self, app: &TestApp) {
        let input = json!({
            "referralId": self.referral,
            "madeAt": self.now,
            "method": "IN_PERSON",
            "outcome": "MESSAGE_LEFT",
            "minutes": 5,
            "note": NOTE,
        });
        app.provider("p1").act("recordOutreach", input).await.done();
    }

    /// The case as that caller takes it up.
    pub(super) async fn taken_up_by(mut self, caller: &Caller) -> Self {
        self.own_cursor = mailbox_end(caller).await;
        self
    }
}

/// The assignments of a referral, in order.
async fn turns(plan: &Caller, referral: &str) -> Vec<String> {
    let document = "query($id: ID!) { referral(id: $id) { assignments { id } } }";
    let reply = plan.query(document, json!({ "id": referral })).await;
    let turns = reply.field()["assignments"].as_array().unwrap();
    turns
        .iter()
        .map(|turn| turn["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The end of the caller's mailbox; for nobody that of an invented one.
pub(super) async fn mailbox_end(caller: &Caller) -> String {
    let reply = caller.query("{ mailbox { cursor } }", json!({})).await;
    match reply.body()["data"]["mailbox"]["cursor"].as_str() {
        Some(cursor) => cursor.to_owned(),
        None => "A".repeat(43),
    }
}

/// The id of a provider, as an argument.
pub(super) fn provider(key: &str) -> Value {
    json!(global_id(key))
}
