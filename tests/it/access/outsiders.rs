//! What outsiders could still learn from the side: from cursors, from instants, and from the
//! mailbox of a plan that hides what is restricted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::acts::referral_of;
use crate::support::network::patient;
use crate::support::{Caller, TestApp, both_engines, postgres_only};

const MAILBOX: &str = "{
  notices { items { notice { number kind } referral { id } } }
  mailbox { cursor lastNumber acknowledgedThrough }
}";
const STREAM: &str = "subscription($after: MailboxCursor) {
  notices(after: $after) { cursor follows notice { number kind } }
}";

/// A referral by r1 to plan a that nobody but the plan's officers is to know of, or an open one.
async fn refer(app: &TestApp, member: &str, is_restricted: bool) -> String {
    let mut input = referral_of(patient(member), "HOUSING_NAVIGATION");
    if is_restricted {
        input["restriction"] = json!("DOMESTIC_VIOLENCE");
    }
    let reply = app.referrer().try_refer(input).await;
    reply.done()["referral"]["id"].as_str().unwrap().to_owned()
}

fn officer(app: &TestApp) -> Caller {
    app.colleague("a", Role::PlanPrivacy)
}

async fn others_see(app: &TestApp, others: &str) {
    let document = "mutation($input: SetPrivacyPolicyInput!) {
      setPrivacyPolicy(input: $input) { policy { othersSee } } }";
    let input = json!({
        "othersSee": others, "namesCoordinators": false, "namesReviewers": false,
    });
    let reply = officer(app)
        .query(document, json!({ "input": input }))
        .await;
    assert_eq!(reply.field()["policy"]["othersSee"], others);
}

/// The numbers that the poll without a cursor shows, and the mailbox.
async fn mailbox(caller: &Caller) -> (Vec<u64>, Value) {
    let reply = caller.query(MAILBOX, json!({})).await;
    let data = reply.data();
    let items = data["notices"]["items"].as_array().unwrap();
    let numbers = items.iter().map(number).collect();
    (numbers, data["mailbox"].clone())
}

fn number(item: &Value) -> u64 {
    item["notice"]["number"].as_u64().expect("a notice")
}

both_engines!(
    what_a_plan_hides_is_not_in_the_mailbox_of_those_it_is_hidden_from,
    async |app: TestApp| {
        others_see(&app, "NOTHING").await;
        for (member, is_restricted) in [("m1", false), ("m2", true), ("m3", false)] {
            refer(&app, member, is_restricted).await;
        }
        let (coordinator, officer) = (app.plan(), officer(&app));
        let (numbers, place) = mailbox(&coordinator).await;
        assert_eq!(numbers, [1, 3], "numbers are the mailbox's own");
        assert_eq!(place["lastNumber"], 3);
        assert_eq!(mailbox(&officer).await.0, [1, 2, 3]);

        // Each acknowledges what they see, and starts from what they have not.
        let end = place["cursor"].as_str().unwrap();
        let reply = coordinator.acknowledge(end, None).await;
        assert_eq!(reply.done()["acknowledged"], 2);
        let (numbers, place) = mailbox(&coordinator).await;
        assert_eq!(numbers, [] as [u64; 0]);
        assert_eq!(place["acknowledgedThrough"], place["cursor"]);
        assert_eq!(mailbox(&officer).await.0, [2, 3], "2 is still to be read");
        refer(&app, "m1", false).await;
        assert_eq!(mailbox(&coordinator).await.0, [4]);
        assert_eq!(mailbox(&officer).await.0, [2, 3, 4]);

        // What the plan shows again was never lost.
        others_see(&app, "EXISTENCE").await;
        assert_eq!(mailbox(&coordinator).await.0, [2, 3, 4]);
    }
);

both_engines!(
    a_stream_passes_over_in_silence_what_is_hidden,
    async |app: TestApp| {
        others_see(&app, "NOTHING").await;
        refer(&app, "m1", true).await;
        refer(&app, "m1", false).await;
        refer(&app, "m1", true).await;
        let mut coordinator = app.plan().subscribe(STREAM, json!({})).await;
        let mut officer = officer(&app).subscribe(STREAM, json!({})).await;
        let backlog = coordinator.next().await;
        assert_eq!(number(&backlog), 2);
        let mark = coordinator.next().await;
        assert_eq!(mark["notice"], Value::Null);
        assert_eq!(mark["cursor"], backlog["cursor"]);
        for wanted in [1, 2, 3] {
            assert_eq!(number(&officer.next().await), wanted);
        }
        assert_eq!(officer.next().await["notice"], Value::Null);

        refer(&app, "m2", true).await;
        assert_eq!(number(&officer.next().await), 4);
        refer(&app, "m2", false).await;
        refer(&app, "m3", true).await;
        refer(&app, "m3", false).await;
        // No mark and no notice came when the hidden ones did.
        let mut before = mark;
        for wanted in [5, 7] {
            let item = coordinator.next().await;
            assert_eq!(number(&item), wanted);
            assert_eq!(item["follows"], before["cursor"]);
            before = item;
        }
        for wanted in [5, 6, 7] {
            assert_eq!(number(&officer.next().await), wanted);
        }
        let rest = json!({ "after": mark_of(&backlog) });
        let mut again = app.plan().subscribe(STREAM, rest).await;
        assert_eq!(number(&again.next().await), 5);
        assert_eq!(number(&again.next().await), 7);
    }
);

fn mark_of(item: &Value) -> &str {
    item["cursor"].as_str().unwrap()
}

both_engines!(
    a_provider_is_told_when_its_assignment_ended_and_took_the_referral_away,
    async |app: TestApp| {
        let referral = refer(&app, "m1", true).await;
        let officer = officer(&app);
        officer.confirm(&referral, "m1").await.done();
        officer.assign(&referral, "p1").await.done();
        officer.reassign(&referral, "p2").await.done();
        let reply = app.provider("p1").query(MAILBOX, json!({})).await;
        let items = &reply.data()["notices"]["items"];
        assert_eq!(items[1]["notice"]["kind"], "ASSIGNMENT_ENDED");
        assert_eq!(items[1]["referral"], Value::Null);
    }
);

both_engines!(
    a_lead_care_manager_hears_of_the_organizations_assignments_but_not_of_restricted_ones,
    async |app: TestApp| {
        let lead = app.colleague("p1", Role::LeadCareManager);
        let (officer, coordinator) = (officer(&app), app.plan());
        for (member, is_restricted, plan) in [("m1", true, officer), ("m2", false, coordinator)] {
            let referral = refer(&app, member, is_restricted).await;
            plan.confirm(&referral, member).await.done();
            plan.assign(&referral, "p1").await.done();
        }
        assert_eq!(mailbox(&app.provider("p1")).await.0, [1, 2]);
        assert_eq!(mailbox(&lead).await.0, [2]);
    }
);

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

both_engines!(
    instants_of_what_is_withheld_are_cut_to_the_day,
    async |app: TestApp| {
        let referral = refer(&app, "m1", true).await;
        let officer = officer(&app);
        officer.confirm(&referral, "m1").await.done();
        // Over midnight in California: the day of the act is not that of the referral.
        app.advance(TimeDelta::hours(40));
        officer.assign(&referral, "p1").await.done();
        let acted = app.now();
        let day = handoff::clock::to_day(acted);
        assert_ne!(day, acted);

        let document = "query($id: ID!) {
          referral(id: $id) { statusChangedAt }
          notices { items { notice { kind occurredAt delivery { sentAt deliveredAt } } } }
        }";
        let seen = async |caller: &Caller| {
            let ask = || caller.query(document, json!({ "id": referral }));
            ask().await;
            let reply = ask().await;
            let data = reply.data();
            let items = data["notices"]["items"].as_array().unwrap();
            let assigned = items
                .iter()
                .find(|item| item["notice"]["kind"] == "REFERRAL_ASSIGNED")
                .map(|item| item["notice"].clone());
            (instant(&data["referral"]["statusChangedAt"]), assigned)
        };
        let (status, told) = seen(&app.referrer()).await;
        assert_eq!(status, day);
        let told = told.expect("a notice");
        assert_eq!(instant(&told["occurredAt"]), day);
        assert_eq!(instant(&told["delivery"]["sentAt"]), day);
        assert_eq!(seen(&app.plan()).await.0, day);
        assert_eq!(seen(&officer).await.0, acted);
        let (status, told) = seen(&app.provider("p1")).await;
        assert_eq!(status, acted);
        assert_eq!(instant(&told.expect("a notice")["occurredAt"]), acted);

        // The pool changed with it.
        let document = "{ providers(first: 100) { nodes {
          name offerings { capacity { updatedAt held } } } } }";
        let capacities = async |caller: &Caller| -> Vec<(DateTime<Utc>, bool)> {
            let reply = caller.query(document, json!({})).await;
            let providers = reply.field()["nodes"].as_array().unwrap().clone();
            let offerings = providers
                .iter()
                .flat_map(|provider| provider["offerings"].as_array().unwrap().clone());
            offerings
                .map(|offering| {
                    let capacity = &offering["capacity"];
                    (instant(&capacity["updatedAt"]), capacity["held"].is_null())
                })
                .collect()
        };
        for outsider in [app.anonymous(), app.referrer()] {
            let seen = capacities(&outsider).await;
            let days = seen.iter().map(|(at, _)| handoff::clock::to_day(*at));
            assert!(seen.iter().map(|(at, _)| *at).eq(days), "{seen:?}");
        }
        let own = capacities(&app.provider("p1")).await;
        // The provider sees its own to the instant.
        let is_instant = |(at, is_hidden): &(DateTime<Utc>, bool)| {
            !is_hidden && handoff::clock::to_day(*at) != *at
        };
        assert!(own.iter().any(is_instant), "{own:?}");
    }
);

both_engines!(
    a_cursor_tells_nothing_and_is_refused_when_altered,
    async |app: TestApp| {
        let document = "query($after: String) { members(first: 1, after: $after) {
      edges { cursor node { name { last } } } pageInfo { endCursor startCursor hasNextPage } } }";
        let page = async |caller: &Caller, after: Value| {
            let reply = caller.query(document, json!({ "after": after })).await;
            reply.field().clone()
        };
        let first = page(&app.plan(), Value::Null).await;
        let cursor = first["pageInfo"]["endCursor"].as_str().unwrap();
        assert_eq!(first["edges"][0]["cursor"], cursor);
        assert_eq!(first["pageInfo"]["startCursor"], cursor);
        let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap();
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let name = first["edges"][0]["node"]["name"]["last"].as_str().unwrap();
        assert!(!text.contains(&name.to_lowercase()), "{text}");

        let second = page(&app.plan(), json!(cursor)).await;
        assert_ne!(second["edges"][0]["node"], first["edges"][0]["node"]);

        let plain = URL_SAFE_NO_PAD
            .encode(r#"["members/name",["a","00000000-0000-0000-0000-000000000000"]]"#);
        let swapped = if cursor.starts_with('A') { "B" } else { "A" };
        let altered = format!("{swapped}{}", &cursor[1..]);
        for bad in [plain.as_str(), &altered, &cursor[4..], ""] {
            let reply = app.plan().query(document, json!({ "after": bad })).await;
            reply.fault("BAD_USER_INPUT");
        }
        let other = "query($after: String) { referrals(after: $after) { totalCount } }";
        let reply = app.plan().query(other, json!({ "after": cursor })).await;
        assert!(reply.fault("BAD_USER_INPUT").contains("another list"));
    }
);

postgres_only!(a_cursor_is_good_at_every_instance, async |app: TestApp| {
    let document = "query($after: String) { members(first: 1, after: $after) {
      nodes { id } pageInfo { endCursor } } }";
    let first = app.plan().query(document, json!({})).await;
    let after = json!({ "after": first.field()["pageInfo"]["endCursor"] });
    let neighbour = app.neighbour().await;
    let (here, there) = (app.plan(), neighbour.plan());
    let here = here.query(document, after.clone()).await;
    assert_eq!(there.query(document, after).await.field(), here.field());
});
