//! The referrer never learns whether a CIN exists. Two referrals, one with the CIN of a member and
//! one with a CIN that nobody has, look alike to whoever referred, at every step, in every way.

use chrono::TimeDelta;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::case::{MEMBER, SERVICE};
use crate::support::acts::{assigned, referral_of};
use crate::support::network::{global_member_id, patient};
use crate::support::{Caller, TestApp, both_engines};

/// All that a referrer can ask of a referral.
const VIEW: &str = "query($id: ID!, $number: String!) {
  referral(id: $id) {
    status version closedLoopStatus receivedAt statusChangedAt urgency needs
    isRestricted person { name { full } birthOn phone }
    member { name { full } }
    referredBy { contactName contactReach }
    assignment { status }
    assignments {
      status assignedAt acceptedAt serviceStartedAt
      provider { name } member { name { full } } referral { status version }
      ending { reason at } outreach { dueAt status firstAttemptAt lateByMinutes }
      attempts { method note } notice { sentAt deliveredAt acknowledgedAt }
    }
    closure { reason note closedAt }
    timeline(first: 50) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { kind occurredAt recordedAt byPerson reason note by { name } } }
    }
  }
  node(id: $id) { ... on Referral { status version statusChangedAt } }
  all: referrals(filter: { number: $number }) { totalCount nodes { status } }
  received: referrals(filter: { number: $number, statuses: [RECEIVED] }) { totalCount }
  ready: referrals(filter: { number: $number, statuses: [READY] }) { totalCount }
}";

const NOTICES: &str = "{
  notices(first: 100) {
    items { notice { kind occurredAt } referral { id status } assignment { status } }
  }
}";

const WATCH: &str = "subscription($id: ID!) {
  referral(id: $id) { status version statusChangedAt timeline { totalCount } }
}";

/// One of the two.
struct Twin {
    id: String,
    number: String,
}

impl Twin {
    async fn refer(referrer: &Caller, cin: &str) -> (Self, Value) {
        let mut input = referral_of(patient(MEMBER), SERVICE);
        input["person"]["cin"] = json!(cin);
        let reply = referrer.try_refer(input).await;
        let mut answer = reply.done().clone();
        let take = |value: &mut Value| value.take().as_str().unwrap().to_owned();
        let twin = Self {
            id: take(&mut answer["referral"]["id"]),
            number: take(&mut answer["referral"]["number"]),
        };
        (twin, answer)
    }

    async fn view(&self, referrer: &Caller) -> Value {
        let variables = json!({ "id": self.id, "number": self.number });
        let seen = referrer.query(VIEW, variables).await.data().clone();
        let notices = referrer.query(NOTICES, json!({})).await;
        let mut notices = notices.field()["items"].as_array().unwrap().clone();
        notices.retain(|item| item["referral"]["id"] == self.id);
        for item in &mut notices {
            item["referral"]["id"].take();
        }
        json!({ "seen": seen, "notices": notices })
    }
}

struct Twins {
    known: Twin,
    unknown: Twin,
}

impl Twins {
    async fn refer(referrer: &Caller) -> Self {
        let (known, known_answer) = Twin::refer(referrer, patient(MEMBER).cin).await;
        let (unknown, unknown_answer) = Twin::refer(referrer, "99999999Z").await;
        assert_eq!(known_answer, unknown_answer, "the answer itself");
        let twins = Self { known, unknown };
        twins.assert_alike(referrer, "referred").await;
        twins
    }

    async fn assert_alike(&self, referrer: &Caller, when: &str) {
        let (known, unknown) = (
            self.known.view(referrer).await,
            self.unknown.view(referrer).await,
        );
        assert_eq!(known, unknown, "{when}");
    }
}

both_engines!(
    a_restricted_member_and_nobody_look_alike_at_intake,
    async |app: TestApp| {
        let officer = app.colleague("a", Role::PlanPrivacy);
        let restrict = "mutation($input: RestrictMemberInput!) {
          restrictMember(input: $input) { member { id } userErrors { code } } }";
        let member = json!({ "input": { "memberId": global_member_id(MEMBER) } });
        officer.query(restrict, member).await.done();
        Twins::refer(&app.referrer()).await;
    }
);

/// The plan closes both, and never says who the second is.
async fn look_alike_when_closed_at_once(app: &TestApp, referrer: &Caller) {
    let twins = Twins::refer(referrer).await;
    for id in [&twins.known.id, &twins.unknown.id] {
        let input = json!({ "referralId": id, "reason": "UNABLE_TO_REACH" });
        app.plan().act("closeReferral", input).await.done();
    }
    twins.assert_alike(referrer, "closed at once").await;
}

async fn look_alike_to(app: &TestApp, referrer: &Caller) {
    look_alike_when_closed_at_once(app, referrer).await;
    let (plan, provider) = (app.plan(), app.provider("p2"));
    let twins = Twins::refer(referrer).await;
    let (known, unknown) = (&twins.known.id, &twins.unknown.id);

    let watch = async |caller: &Caller, id: &str| {
        let mut stream = caller.subscribe(WATCH, json!({ "id": id })).await;
        let first = stream.next().await;
        (stream, first)
    };
    let (mut on_known, first_of_known) = watch(referrer, known).await;
    let (mut on_unknown, first_of_unknown) = watch(referrer, unknown).await;
    assert_eq!(first_of_known, first_of_unknown);
    let (mut plans_view, received) = watch(&plan, unknown).await;
    assert_eq!(received["status"], "RECEIVED");

    // The plan finds out who the second is; the first was found at intake.
    app.advance(TimeDelta::minutes(2));
    plan.confirm(unknown, MEMBER).await.done();
    assert_eq!(
        plans_view.next().await["status"],
        "READY",
        "the plan sees it live"
    );
    twins.assert_alike(referrer, "confirmed").await;

    app.advance(TimeDelta::minutes(2));
    for id in [known, unknown] {
        plan.assign(id, "p2").await.done();
    }
    twins.assert_alike(referrer, "assigned").await;
    // No sign of life came in between.
    let (heard, heard_of_other) = (on_known.next().await, on_unknown.next().await);
    assert_eq!(heard_of_other["status"], "ASSIGNED");
    assert_eq!(heard, heard_of_other);

    app.advance(TimeDelta::minutes(2));
    for id in [known, unknown] {
        let input = json!({ "referralId": id, "reason": "AT_CAPACITY", "note": "no room" });
        provider.act("declineReferral", input).await.done();
    }
    twins.assert_alike(referrer, "declined").await;
    assert_eq!(on_known.next().await, on_unknown.next().await);

    app.advance(TimeDelta::minutes(2));
    for id in [known, unknown] {
        plan.assign(id, "p2").await.done();
        provider.accept(id).await.done();
        let now = app.now().to_rfc3339();
        provider.reach_out(id, &now).await.done();
    }
    twins.assert_alike(referrer, "in outreach").await;

    app.advance(TimeDelta::minutes(2));
    for id in [known, unknown] {
        let input = json!({ "referralId": id, "reason": "OTHER", "note": "moved away" });
        plan.act("closeReferral", input).await.done();
    }
    twins.assert_alike(referrer, "closed").await;
}

both_engines!(
    a_known_and_an_unknown_cin_look_alike_to_a_clinic,
    async |app: TestApp| Box::pin(look_alike_to(&app, &app.referrer())).await
);

both_engines!(
    a_known_and_an_unknown_cin_look_alike_to_another_plan,
    async |app: TestApp| Box::pin(look_alike_to(&app, &app.plan_named("b"))).await
);

both_engines!(
    a_known_and_an_unknown_cin_look_alike_to_a_provider_that_serves_the_member,
    async |app: TestApp| {
        assigned(&app, MEMBER, "MEALS", "p1").await;
        Box::pin(look_alike_to(&app, &app.provider("p1"))).await;
    }
);
