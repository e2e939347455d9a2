//! What belongs to others and what never existed cannot be told apart, whichever way one asks.

use std::fmt;

use handoff::graphql::NodeKind;
use serde_json::{Value, json};
use uuid::Uuid;

use super::case::{Case, SERVICE, STANDINGS, Stage, Stranger};
use crate::support::acts::referral_of;
use crate::support::network::{self, global_member_id, patient};
use crate::support::{Caller, Reply, TestApp, both_engines};

/// Ways to a referral.
const REFERRAL: &[&str] = &[
    "query($id: ID!) { node(id: $id) { id } }",
    "query($id: ID!) { nodes(ids: [$id, $id]) { id } }",
    "query($id: ID!) { node(id: $id) { ... on Referral { member { id } timeline { totalCount } } } }",
    "query($id: ID!) { referral(id: $id) { id status assignments { id } } }",
    "query($id: ID!) { referral(id: $id) { timeline { totalCount nodes { kind note } } } }",
    "mutation($id: ID!) { acceptReferral(input: { referralId: $id }) {
       referral { id } assignment { id } userErrors { code message path } } }",
    "mutation($id: ID!) { acceptReferral(input: { referralId: $id, expectedVersion: 77 }) {
       referral { id } assignment { id } userErrors { code message path } } }",
    "mutation($id: ID!) { acceptReferral(input: { referralId: $id, idempotencyKey: \"k\" }) {
       referral { id } assignment { id } userErrors { code message path } } }",
    "mutation($id: ID!) { declineReferral(input: { referralId: $id, reason: OTHER, note: \"\" }) {
       referral { id } userErrors { code message path } } }",
    "mutation($id: ID!) {
       closeReferral(input: { referralId: $id, reason: SERVICES_RECEIVED, note: \"\" }) {
         referral { id } userErrors { code message path } } }",
    "mutation($id: ID!) {
       endService(input: { referralId: $id, endedAt: \"2099-01-01T00:00:00Z\", reason: OTHER }) {
       referral { id } userErrors { code message path } } }",
];

/// Ways to a member.
const MEMBER: &[&str] = &[
    "query($id: ID!) { node(id: $id) { id } }",
    "query($id: ID!) { nodes(ids: [$id]) { id ... on Member { cin } } }",
    "query($id: ID!) { referrals(filter: { memberId: $id }) { totalCount nodes { id } } }",
];

/// Ways to an assignment.
const ASSIGNMENT: &[&str] = &[
    "query($id: ID!) { node(id: $id) { id } }",
    "query($id: ID!) { nodes(ids: [$id]) { ... on Assignment { referral { id } member { id } } } }",
];

/// Ways to a mailbox.
const MAILBOX: &[&str] = &[
    "query($id: MailboxCursor) { notices(after: $id) { cursor items { cursor } } }",
    "mutation($id: MailboxCursor!) { acknowledgeNotices(input: { upTo: $id }) {
       acknowledged mailbox { lastNumber } userErrors { code message path } } }",
];

/// Two ids: one of something that belongs to others, one of nothing.
struct Pair {
    foreign: String,
    invented: String,
}

impl Pair {
    fn of(kind: NodeKind, foreign: &str) -> Self {
        Self {
            foreign: foreign.to_owned(),
            invented: kind.encode(invented()).0,
        }
    }

    /// The same questions about both are answered alike.
    async fn assert_alike(&self, who: impl fmt::Display, caller: &Caller, documents: &[&str]) {
        for document in documents {
            let ask = async |id: &str| caller.query(document, json!({ "id": id })).await;
            let (foreign, invented) = (ask(&self.foreign).await, ask(&self.invented).await);
            assert_eq!(
                plain(&foreign, &self.foreign),
                plain(&invented, &self.invented),
                "{who}: {document}"
            );
        }
    }
}

pub(super) fn invented() -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7abc_8def_0000_0000_0001)
}

/// Status and body of an answer, without what differs by nature: the id asked for and the request.
pub(super) fn plain(reply: &Reply, id: &str) -> (u16, Value) {
    let text = reply.body().to_string().replace(id, "(id)");
    let mut body: Value = serde_json::from_str(&text).unwrap();
    for error in body["errors"].as_array_mut().into_iter().flatten() {
        error["extensions"]["requestId"] = Value::Null;
    }
    (reply.status, body)
}

fn others(but: &'static [&str]) -> impl Iterator<Item = &'static Stranger> {
    STANDINGS
        .iter()
        .filter(|actor| actor.key.is_none_or(|key| !but.contains(&key)))
}

both_engines!(
    a_foreign_record_reads_like_none_at_all,
    async |app: TestApp| {
        let case = Case::at(Stage::InHands, &app).await;
        let referral = Pair::of(NodeKind::Referral, &case.referral);
        for actor in others(&["r1", "p1", "a"]) {
            let who = actor.heading.0;
            referral
                .assert_alike(who, &actor.caller(&app), REFERRAL)
                .await;
        }
        // The referrer's own referral is about this member, and one provider had it.
        let member = Pair::of(NodeKind::Member, &case.member);
        for actor in others(&["p1", "a"]) {
            let who = actor.heading.0;
            member.assert_alike(who, &actor.caller(&app), MEMBER).await;
        }
        let live = Pair::of(NodeKind::Assignment, &case.live);
        for actor in others(&["r1", "p1", "a"]) {
            let who = actor.heading.0;
            live.assert_alike(who, &actor.caller(&app), ASSIGNMENT)
                .await;
        }
    }
);

both_engines!(
    a_foreign_mailbox_reads_like_none_at_all,
    async |app: TestApp| {
        let case = Case::at(Stage::InHands, &app).await;
        // A cursor begins with whose mailbox it is: 16 bytes in the first 22 characters.
        let mut invented = case.plan_cursor.clone();
        invented.replace_range(12..20, "AAAAAAAA");
        let mailbox = Pair {
            foreign: case.plan_cursor.clone(),
            invented,
        };
        for actor in others(&["a"]) {
            let who = actor.heading.0;
            mailbox
                .assert_alike(who, &actor.caller(&app), MAILBOX)
                .await;
        }
    }
);

both_engines!(
    a_foreign_record_is_watched_like_none_at_all,
    async |app: TestApp| {
        let case = Case::at(Stage::InHands, &app).await;
        let document = "subscription($id: ID!) { referral(id: $id) { id } }";
        let invented = NodeKind::Referral.encode(invented()).0;
        for actor in others(&["r1", "p1", "a"]) {
            let caller = actor.caller(&app);
            let code = if actor.key.is_some() {
                "NOT_FOUND"
            } else {
                "UNAUTHENTICATED"
            };
            let mut messages = Vec::new();
            for id in [&case.referral, &invented] {
                let mut stream = caller.subscribe(document, json!({ "id": id })).await;
                messages.push(stream.fault(code).await);
            }
            assert_eq!(messages[0], messages[1]);
        }
    }
);

both_engines!(
    lists_and_counts_hold_only_what_is_ones_own,
    async |app: TestApp| {
        let case = Case::at(Stage::InHands, &app).await;
        let list = "query($after: String, $number: String) {
          referrals(after: $after, filter: { number: $number }) {
            totalCount
            edges { cursor node { id number } }
          }
        }";
        let all = json!({});
        let seen = app.referrer().query(list, all.clone()).await;
        let edge = &seen.field()["edges"][0];
        assert_eq!(edge["node"]["id"], case.referral);

        // Before the foreign place and after it, there is one of theirs.
        let (other, service) = (app.referrer_named("r2"), "MEALS");
        app.advance(chrono::TimeDelta::minutes(1));
        let later = other.refer("m2", service).await;
        let after = json!({ "after": edge["cursor"] });
        let reply = other.query(list, all.clone()).await;
        assert_eq!(reply.field()["totalCount"], 1);
        assert_eq!(reply.field()["edges"][0]["node"]["id"], later);
        let reply = other.query(list, after).await;
        assert_eq!(reply.field()["edges"], json!([]), "newest first");

        // By number: the foreign one, and one that nobody has.
        let foreign = json!({ "number": edge["node"]["number"] });
        let foreign = other.query(list, foreign).await;
        let none = other.query(list, json!({ "number": "00000-00000" })).await;
        assert_eq!(foreign.field(), none.field());
        assert_eq!(none.field()["totalCount"], 0);

        // The provider that had it has nothing left but its own turn.
        let past = app.provider("p2");
        assert_eq!(past.query(list, all).await.field()["totalCount"], 0);
        let turns = "{ assignments(filter: { statuses: [ASSIGNED, ENDED] }) {
          totalCount nodes { id referral { id } member { id } }
        } }";
        let reply = past.query(turns, json!({})).await;
        let own = json!({ "id": case.ended, "referral": null, "member": null });
        assert_eq!(*reply.field(), json!({ "totalCount": 1, "nodes": [own] }));
        let all_members = "{ members { totalCount nodes { id } } }";
        let reply = app.plan_named("b").query(all_members, json!({})).await;
        let own = json!({ "id": global_member_id("n1") });
        assert_eq!(*reply.field(), json!({ "totalCount": 1, "nodes": [own] }));
    }
);

both_engines!(
    another_plans_member_is_no_member_by_any_input,
    async |app: TestApp| {
        let plan = app.plan_named("b");
        let by_cin =
            "query($cin: Cin!) { members(filter: { cin: $cin }) { totalCount nodes { id } } }";
        let ask = async |cin: &str| plan.query(by_cin, json!({ "cin": cin })).await;
        let (foreign, unknown) = (ask(patient("m1").cin).await, ask("99999999Z").await);
        assert_eq!(foreign.field(), unknown.field());

        let mut input = referral_of(patient("n1"), "ECM");
        input["person"]["cin"] = json!(patient("m1").cin);
        let referral = app.referrer().try_refer(input).await;
        let referral = referral.done()["referral"]["id"].clone();
        let confirm = "mutation($input: ConfirmMemberInput!) {
          confirmMember(input: $input) { referral { status } userErrors { code message path } }
        }";
        let member = Pair::of(NodeKind::Member, &global_member_id("m1"));
        let mut answers = Vec::new();
        for id in [&member.foreign, &member.invented] {
            let input = json!({ "input": { "referralId": referral, "memberId": id } });
            let reply = plan.query(confirm, input).await;
            reply.refused(&["UNKNOWN_MEMBER"]);
            answers.push(plain(&reply, id));
        }
        assert_eq!(answers[0], answers[1]);

        // A person may be a member of two plans in turn: the other's record tells nothing.
        let register = async |cin: &str| {
            let document = "mutation($input: RegisterMemberInput!) {
              registerMember(input: $input) { member { version: county { fips } } userErrors { code } }
            }";
            let input = json!({
                "cin": cin,
                "firstName": "Umberto",
                "lastName": "Fennimore",
                "birthOn": "1970-05-05",
                "county": network::COUNTY,
            });
            plan.query(document, json!({ "input": input })).await
        };
        let (foreign, unknown) = (
            register(patient("m1").cin).await,
            register("99999999Z").await,
        );
        assert_eq!(foreign.done(), unknown.done());
    }
);

both_engines!(
    an_id_dressed_as_another_kind_is_no_id,
    async |app: TestApp| {
        let anybody = app.anonymous();
        let node = "query($id: ID!) { node(id: $id) { __typename id } }";
        let organization = |key: &str| network::organization_id(key).0;
        let disguises = [
            (NodeKind::Plan, organization("p1")),
            (NodeKind::Plan, organization("r1")),
            (NodeKind::Provider, organization("a")),
            (NodeKind::Provider, organization("r1")),
            (NodeKind::Offering, organization("p1")),
        ];
        for (kind, id) in disguises {
            let dressed_up = Pair::of(kind, &kind.encode(id).0);
            dressed_up.assert_alike(kind, &anybody, &[node]).await;
        }
    }
);

both_engines!(
    a_referrer_is_no_plan_to_refer_to_and_no_provider_to_assign_to,
    async |app: TestApp| {
        let referrer = network::organization_id("r2").0;
        let refer = async |plan: String| {
            let mut input = referral_of(patient("m1"), SERVICE);
            input["planId"] = json!(plan);
            let reply = app.referrer().try_refer(input).await;
            reply.refused(&["UNKNOWN_PLAN"]);
            plain(&reply, &plan)
        };
        let (referrers, nobodys) = (
            NodeKind::Plan.encode(referrer),
            NodeKind::Plan.encode(invented()),
        );
        assert_eq!(refer(referrers.0).await, refer(nobodys.0).await);

        let case = Case::at(Stage::Waiting, &app).await;
        let assign = async |provider: String| {
            let input = json!({ "referralId": case.referral, "providerId": provider });
            let reply = app.plan().act("assignReferral", input).await;
            reply.refused(&["UNKNOWN_PROVIDER"]);
            plain(&reply, &provider)
        };
        let (referrers, nobodys) = (
            NodeKind::Provider.encode(referrer),
            NodeKind::Provider.encode(invented()),
        );
        assert_eq!(assign(referrers.0).await, assign(nobodys.0).await);
    }
);
