//! What is restricted: who sees it, who only knows of it, and who opened it with a reason.

use chrono::TimeDelta;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::support::acts::referral_of;
use crate::support::network::{global_member_id, patient};
use crate::support::{Caller, TestApp, both_engines};

/// Everything that tells what a referral is about.
const REFERRAL: &str = "query($id: ID!) {
  referral(id: $id) {
    number status isRestricted restriction redisclosureNotice needs
    service { code } referredBy { contactName } person { name { full } } member { id }
    consent { scope revokedOn } closure { reason note }
    assignments { provider { name } } timeline { nodes { kind } totalCount }
    access { canAssign canClose canBreakGlass canRestrict }
  }
}";

async fn look(caller: &Caller, referral: &str) -> Value {
    let reply = caller.query(REFERRAL, json!({ "id": referral })).await;
    reply.field().clone()
}

/// That it exists, where it stands, how it ended; and nothing of what it is about.
fn assert_withheld(seen: &Value) {
    assert!(seen["number"].is_string(), "{seen:#}");
    assert_eq!(seen["isRestricted"], true);
    for field in [
        "restriction",
        "redisclosureNotice",
        "needs",
        "service",
        "person",
        "member",
        "consent",
    ] {
        assert!(seen[field].is_null(), "{field} in {seen:#}");
    }
    assert_eq!(
        seen["assignments"],
        json!([]),
        "who serves it tells what it is about"
    );
    assert_eq!(seen["timeline"], json!({ "nodes": [], "totalCount": 0 }));
}

/// A referral because of domestic violence, by r1, of m1, with the officer's confirmation.
async fn restricted(app: &TestApp) -> String {
    let mut input = referral_of(patient("m1"), "HOUSING_NAVIGATION");
    input["restriction"] = json!("DOMESTIC_VIOLENCE");
    input["needs"] = json!("a door that locks");
    let reply = app.referrer().try_refer(input).await;
    let id = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
    officer(app).confirm(&id, "m1").await.done();
    id
}

fn officer(app: &TestApp) -> Caller {
    app.colleague("a", Role::PlanPrivacy)
}

/// A second that passes for the server's polls, however the clock of the test stands.
async fn poll(mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..50 {
        if holds().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("not within five seconds");
}

both_engines!(
    what_is_restricted_is_for_the_assigned_provider_and_whom_the_plan_named,
    async |app: TestApp| {
        let id = restricted(&app).await;
        let coordinator = app.plan();
        assert_withheld(&look(&coordinator, &id).await);
        coordinator.assign(&id, "p1").await.fault("FORBIDDEN");

        let seen = look(&officer(&app), &id).await;
        assert_eq!(seen["restriction"], "DOMESTIC_VIOLENCE");
        assert_eq!(seen["service"]["code"], "HOUSING_NAVIGATION");
        assert_eq!(seen["access"]["canAssign"], true);
        officer(&app).assign(&id, "p1").await.done();

        let provider = look(&app.provider("p1"), &id).await;
        assert_eq!(provider["needs"], "a door that locks");
        assert_eq!(provider["member"]["id"], global_member_id("m1"));
        let referrer = look(&app.referrer(), &id).await;
        assert_withheld(&referrer);
        assert_eq!(referrer["status"], "ASSIGNED");
        assert!(
            referrer["referredBy"].is_object(),
            "its own words about itself"
        );
        assert!(look(&app.provider("p2"), &id).await.is_null());

        // Whoever referred hears how it ended.
        let input =
            json!({ "referralId": id, "reason": "NO_LONGER_NEEDS_OR_DECLINES", "note": "moved" });
        let closed = app.provider("p1").act("closeReferral", input).await;
        closed.done();
        let referrer = look(&app.referrer(), &id).await;
        assert!(referrer["closure"]["reason"].is_string());
        assert!(referrer["closure"]["note"].is_null());
    }
);

both_engines!(
    a_filter_does_not_tell_what_is_withheld,
    async |app: TestApp| {
        let id = restricted(&app).await;
        let count = async |caller: &Caller, filter: Value| {
            let document = "query($filter: ReferralFilter) {
              referrals(filter: $filter) { nodes { id } totalCount } }";
            let reply = caller.query(document, json!({ "filter": filter })).await;
            let (nodes, total) = (&reply.field()["nodes"], &reply.field()["totalCount"]);
            assert_eq!(json!(nodes.as_array().unwrap().len()), *total);
            total.as_i64().unwrap()
        };
        let (coordinator, officer) = (app.plan(), officer(&app));
        let by_service = json!({ "services": ["HOUSING_NAVIGATION"] });
        let by_member = json!({ "memberId": global_member_id("m1") });
        assert_eq!(count(&coordinator, json!({})).await, 1, "it exists");
        assert_eq!(count(&officer, by_service.clone()).await, 1);
        assert_eq!(count(&officer, by_member.clone()).await, 1);
        assert_eq!(count(&coordinator, by_service.clone()).await, 0);
        assert_eq!(count(&coordinator, by_member).await, 0);
        assert_eq!(count(&app.referrer(), by_service).await, 0);
        // The work lists leave out what is withheld.
        officer.assign(&id, "p1").await.done();
        let work = "{ assignments { totalCount nodes { referral { id } member { id } } } }";
        for (caller, wanted) in [(&coordinator, 0), (&officer, 1), (&app.provider("p1"), 1)] {
            let reply = caller.query(work, json!({})).await;
            assert_eq!(reply.field()["totalCount"], wanted);
            assert_eq!(reply.field()["nodes"].as_array().unwrap().len(), wanted);
        }
    }
);

both_engines!(a_plan_says_what_the_others_see, async |app: TestApp| {
    let id = restricted(&app).await;
    let set = async |caller: &Caller, others: &str, coordinators: bool| {
        let document = "mutation($input: SetPrivacyPolicyInput!) {
          setPrivacyPolicy(input: $input) { policy { othersSee } } }";
        let input = json!({
            "othersSee": others, "namesCoordinators": coordinators, "namesReviewers": false,
        });
        caller.query(document, json!({ "input": input })).await
    };
    set(&app.plan(), "NOTHING", true).await.fault("FORBIDDEN");
    let other_plan = app.colleague("b", Role::PlanPrivacy);
    assert!(
        set(&other_plan, "NOTHING", true)
            .await
            .fault_code()
            .is_none()
    );
    assert_withheld(&look(&app.plan(), &id).await);

    assert!(
        set(&officer(&app), "NOTHING", false)
            .await
            .fault_code()
            .is_none()
    );
    assert!(look(&app.plan(), &id).await.is_null());
    app.plan().assign(&id, "p1").await.fault("NOT_FOUND");
    assert_withheld(&look(&app.referrer(), &id).await);
    assert_eq!(
        look(&officer(&app), &id).await["restriction"],
        "DOMESTIC_VIOLENCE"
    );
    // What comes in later is hidden as well.
    let mut input = referral_of(patient("m2"), "MEALS");
    input["restriction"] = json!("DOMESTIC_VIOLENCE");
    let later = app.referrer().try_refer(input).await;
    let later = later.done()["referral"]["id"].as_str().unwrap().to_owned();
    assert!(look(&app.plan(), &later).await.is_null());

    assert!(
        set(&officer(&app), "EXISTENCE", true)
            .await
            .fault_code()
            .is_none()
    );
    let seen = look(&app.plan(), &id).await;
    assert_eq!(seen["restriction"], "DOMESTIC_VIOLENCE");
    assert!(look(&app.colleague("a", Role::PlanReviewer), &id).await["service"].is_null());
});

async fn break_glass(caller: &Caller, input: Value) -> crate::support::Reply {
    let document = "mutation($input: BreakGlassInput!) {
      breakGlass(input: $input) { member { id name { full } } openUntil userErrors { code path message } } }";
    caller.query(document, json!({ "input": input })).await
}

both_engines!(
    a_coordinator_opens_a_restricted_member_for_an_hour_with_a_reason,
    async |app: TestApp| {
        let referral = app.referrer().refer("m1", "MEALS").await;
        app.plan().confirm(&referral, "m1").await.done();
        let restrict = "mutation($input: RestrictMemberInput!) {
          restrictMember(input: $input) { member { isRestricted } userErrors { code } } }";
        let member = json!({ "input": { "memberId": global_member_id("m1") } });
        app.plan()
            .query(restrict, member.clone())
            .await
            .fault("FORBIDDEN");
        app.colleague("b", Role::PlanPrivacy)
            .query(restrict, member.clone())
            .await
            .fault("NOT_FOUND");
        officer(&app).query(restrict, member.clone()).await.done();

        let coordinator = app.plan();
        let sees = async |caller: &Caller| {
            let document = "query($id: ID!, $cin: Cin!) {
              node(id: $id) { id } members(filter: {cin: $cin}) { nodes { id } totalCount } }";
            let variables = json!({ "id": global_member_id("m1"), "cin": patient("m1").cin });
            let reply = caller.query(document, variables).await;
            let data = reply.data();
            let total = data["members"]["totalCount"].as_i64().unwrap();
            assert_eq!(data["node"].is_object(), total == 1, "{data:#}");
            total == 1
        };
        assert!(!sees(&coordinator).await);
        assert!(sees(&officer(&app)).await);
        assert_withheld(&look(&coordinator, &referral).await);

        let cin = patient("m1").cin;
        break_glass(&coordinator, json!({ "cin": cin, "reason": " " }))
            .await
            .refused(&["REQUIRED"]);
        break_glass(
            &coordinator,
            json!({ "cin": cin, "reason": "aaaaaaaaaaaa" }),
        )
        .await
        .refused(&["SAYS_NOTHING"]);
        break_glass(
            &coordinator,
            json!({ "cin": patient("m2").cin, "reason": "only to be quite sure" }),
        )
        .await
        .refused(&["NOT_RESTRICTED"]);
        break_glass(
            &coordinator,
            json!({ "cin": patient("n1").cin, "reason": "only to be quite sure" }),
        )
        .await
        .refused(&["UNKNOWN_MEMBER"]);
        for other in [app.provider("p1"), app.referrer(), officer(&app)] {
            let reply = break_glass(&other, json!({ "cin": cin, "reason": "curious" })).await;
            reply.fault("FORBIDDEN");
        }
        let wish = json!({ "referralId": referral, "reason": "in labour on the other line" });
        let opened = break_glass(&coordinator, wish).await;
        assert_eq!(opened.done()["member"]["id"], global_member_id("m1"));
        assert!(sees(&coordinator).await);
        assert_eq!(
            look(&coordinator, &referral).await["service"]["code"],
            "MEALS"
        );

        // The privacy officers hear of it, with the reason; the reason is not for others.
        let notices = "{ notices { items { notice { kind } member { id } } } }";
        let reply = officer(&app).query(notices, json!({})).await;
        let broken = reply.field()["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["notice"]["kind"] == "GLASS_BROKEN")
            .cloned()
            .expect("a notice");
        assert_eq!(broken["member"]["id"], global_member_id("m1"));
        let reply = coordinator.query(notices, json!({})).await;
        assert!(!reply.body().to_string().contains("GLASS_BROKEN"));
        let list = "{ brokenGlass { nodes { reason byPerson member { id } } totalCount } }";
        let reply = officer(&app).query(list, json!({})).await;
        assert_eq!(
            reply.field()["nodes"][0]["reason"],
            "in labour on the other line"
        );
        assert_eq!(reply.field()["nodes"][0]["byPerson"], "Avel Quenby");
        let reply = app
            .colleague("b", Role::PlanPrivacy)
            .query(list, json!({}))
            .await;
        assert_eq!(reply.field()["totalCount"], 0);

        app.advance(TimeDelta::minutes(60));
        assert!(!sees(&coordinator).await, "an hour is an hour");
        assert_withheld(&look(&coordinator, &referral).await);

        let lifting = "mutation($input: LiftMemberRestrictionInput!) {
          liftMemberRestriction(input: $input) { member { isRestricted } userErrors { code } } }";
        officer(&app).query(lifting, member).await.done();
        assert!(sees(&coordinator).await);
        assert_eq!(look(&coordinator, &referral).await["isRestricted"], false);
    }
);

both_engines!(
    records_under_part_2_come_with_consent_and_its_notice,
    async |app: TestApp| {
        let mut input = referral_of(patient("m1"), "HOUSING_NAVIGATION");
        input["restriction"] = json!("PART_2");
        let refused = app.referrer().try_refer(input.clone()).await;
        refused.refused(&["CONSENT_REQUIRED"]);
        input["consent"] = json!({ "scope": "housing need to the plan and its provider",
                                   "givenOn": "2026-11-20" });
        let reply = app.referrer().try_refer(input).await;
        let id = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
        let officer = officer(&app);
        officer.confirm(&id, "m1").await.done();
        officer.assign(&id, "p1").await.done();
        let seen = look(&app.provider("p1"), &id).await;
        assert_eq!(
            seen["redisclosureNotice"],
            "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
        );
        assert!(
            seen["consent"]["scope"]
                .as_str()
                .unwrap()
                .contains("housing need")
        );

        let revoke = json!({ "referralId": id, "revokedOn": "2026-11-23" });
        app.plan()
            .act("revokeConsent", revoke.clone())
            .await
            .fault("FORBIDDEN");
        let early = json!({ "referralId": id, "revokedOn": "2026-11-01" });
        officer
            .act("revokeConsent", early)
            .await
            .refused(&["INVALID_DATE"]);
        officer.act("revokeConsent", revoke.clone()).await.done();
        officer
            .act("revokeConsent", revoke)
            .await
            .refused(&["NOT_IN_FORCE"]);
        let provider = look(&app.provider("p1"), &id).await;
        assert!(provider["service"].is_null() && provider["needs"].is_null());
        assert!(provider["redisclosureNotice"].is_null());
        officer
            .reassign(&id, "p2")
            .await
            .refused(&["CONSENT_MISSING"]);
        let again = json!({ "referralId": id, "scope": "the same, once more",
                            "givenOn": "2026-11-23" });
        officer.act("recordConsent", again.clone()).await.done();
        officer
            .act("recordConsent", again)
            .await
            .refused(&["IN_FORCE"]);
        officer.reassign(&id, "p2").await.done();
        assert_eq!(
            look(&app.provider("p2"), &id).await["service"]["code"],
            "HOUSING_NAVIGATION"
        );
    }
);

both_engines!(
    safe_contact_reaches_the_provider_and_no_contact_stops_assignment,
    async |app: TestApp| {
        let set = async |caller: &Caller, rules: Value| {
            let document = "mutation($input: SetSafeContactInput!) {
              setSafeContact(input: $input) { member { id } userErrors { code path message } } }";
            let mut input = rules;
            input["memberId"] = json!(global_member_id("m1"));
            caller.query(document, json!({ "input": input })).await
        };
        let referral = app.referrer().refer("m1", "MEALS").await;
        app.plan().confirm(&referral, "m1").await.done();
        set(&app.provider("p1"), json!({})).await.fault("NOT_FOUND");
        set(&app.plan_named("b"), json!({}))
            .await
            .fault("NOT_FOUND");
        let mistakes = json!({ "from": "9", "goBetweenPhone": "12" });
        set(&app.plan(), mistakes)
            .await
            .refused(&["INVALID_HOURS", "INVALID_PHONE"]);
        set(&app.plan(), json!({ "noContact": true })).await.done();
        app.plan()
            .assign(&referral, "p1")
            .await
            .refused(&["NO_CONTACT"]);

        let rules = json!({
            "channel": "TEXT", "from": "09:00", "until": "11:30", "noVoicemail": true,
            "goBetweenName": "her sister", "goBetweenPhone": "530 555 0177",
        });
        set(&app.plan(), rules).await.done();
        app.plan().assign(&referral, "p1").await.done();
        let inbox = "{ assignments { nodes { member { safeContact {
          noContactSince channel hours { from until } noVoicemail goBetween { name phone } } } } } }";
        let reply = app.provider("p1").query(inbox, json!({})).await;
        assert_eq!(
            reply.field()["nodes"][0]["member"]["safeContact"],
            json!({
                "noContactSince": null, "channel": "TEXT",
                "hours": { "from": "09:00", "until": "11:30" }, "noVoicemail": true,
                "goBetween": { "name": "her sister", "phone": "+15305550177" },
            })
        );
    }
);

both_engines!(
    a_prime_plan_sees_what_it_delegated_and_does_nothing_with_it,
    async |app: TestApp| {
        let id = {
            let mut input = referral_of(patient("n1"), "MEALS");
            input["planId"] = json!(crate::support::network::global_id("b"));
            let reply = app.referrer().try_refer(input).await;
            reply.done()["referral"]["id"].as_str().unwrap().to_owned()
        };
        app.plan_named("b").confirm(&id, "n1").await.done();
        assert!(look(&app.plan(), &id).await.is_null());
        crate::support::network::delegate(&app, "b", Some("a")).await;
        poll(async || look(&app.plan(), &id).await.is_object()).await;
        let seen = look(&app.plan(), &id).await;
        assert_eq!(seen["service"]["code"], "MEALS");
        assert_eq!(seen["member"]["id"], global_member_id("n1"));
        assert_eq!(seen["access"]["canAssign"], false);
        app.plan().assign(&id, "p1").await.fault("FORBIDDEN");
        let list = "{ referrals { nodes { id } totalCount } }";
        let reply = app.plan().query(list, json!({})).await;
        assert_eq!(reply.field()["nodes"][0]["id"], id);
        // Not the other way round.
        let own = app.referrer().refer("m1", "MEALS").await;
        assert!(look(&app.plan_named("b"), &own).await.is_null());
        crate::support::network::delegate(&app, "b", None).await;
        poll(async || look(&app.plan(), &id).await.is_null()).await;
    }
);

both_engines!(who_works_with_no_people_sees_none, async |app: TestApp| {
    let id = app.referrer().refer("m1", "MEALS").await;
    app.plan().confirm(&id, "m1").await.done();
    app.plan().assign(&id, "p1").await.done();
    let everything = "query($referral: ID!, $member: ID!) {
          referral(id: $referral) { id } nodes(ids: [$referral, $member]) { id }
          referrals { nodes { id } totalCount } assignments { nodes { id } totalCount } }";
    let variables = json!({ "referral": id, "member": global_member_id("m1") });
    for nobody in [
        app.colleague("a", Role::PlanNetwork),
        app.colleague("a", Role::PlanAnalyst),
        app.colleague("a", Role::OrganizationAdmin),
        app.colleague("p1", Role::OrganizationAdmin),
        app.colleague("r1", Role::OrganizationAdmin),
        app.first_of("s"),
        app.first_of("o"),
    ] {
        let reply = nobody.query(everything, variables.clone()).await;
        let data = reply.data();
        assert!(data["referral"].is_null(), "{data:#}");
        assert_eq!(data["nodes"], json!([null, null]));
        for list in ["referrals", "assignments"] {
            assert_eq!(data[list], json!({ "nodes": [], "totalCount": 0 }));
        }
        nobody
            .query("{ members { nodes { id } } }", json!({}))
            .await
            .fault("FORBIDDEN");
        let notices = nobody
            .query("{ notices { items { cursor } } }", json!({}))
            .await;
        // The network team reads what its mailbox has of providers: nothing of this.
        let items = notices.body()["data"]["notices"]["items"].as_array();
        assert!(items.is_none_or(Vec::is_empty), "{:#}", notices.body());
    }
});

both_engines!(
    a_lead_care_manager_sees_all_loops_of_the_members_in_care,
    async |app: TestApp| {
        let (lead, plan) = (
            app.colleague("p3", Role::LeadCareManager),
            app.plan_named("b"),
        );
        let refer = async |member, service| {
            let referral = app.referrer().refer(member, service).await;
            plan.confirm(&referral, member).await.done();
            referral
        };
        let meals = refer("n1", "MEALS").await;
        assert!(look(&lead, &meals).await.is_null());
        let ecm = refer("n1", "ECM").await;
        plan.assign(&ecm, "p3").await.done();
        assert_eq!(
            look(&lead, &ecm).await["member"]["id"],
            global_member_id("n1")
        );
        let seen = look(&lead, &meals).await;
        assert_eq!(seen["service"]["code"], "MEALS");
        assert_eq!(seen["access"]["canClose"], false);
        lead.accept(&ecm).await.fault("FORBIDDEN");
        let other = app.referrer().refer("m1", "MEALS").await;
        assert!(look(&lead, &other).await.is_null());
    }
);

both_engines!(figures_hide_few_people, async |app: TestApp| {
    let document = "{ referralCounts(year: 2026, month: 11) {
      plan { name } service status referrals } }";
    let counts = async |caller: &Caller| {
        let reply = caller.query(document, json!({})).await;
        reply.field().clone()
    };
    for _ in 0..10 {
        app.referrer().refer("m1", "MEALS").await;
    }
    let (analyst, state) = (app.colleague("a", Role::PlanAnalyst), app.first_of("s"));
    let cell = |referrals: Value| {
        json!([{ "plan": { "name": "Alder Plan" }, "service": "MEALS", "status": "RECEIVED",
                 "referrals": referrals }])
    };
    assert_eq!(counts(&app.plan()).await, cell(json!(10)));
    for figures_only in [&analyst, &state] {
        assert_eq!(counts(figures_only).await, cell(Value::Null));
    }
    let mut restricted = referral_of(patient("m1"), "MEALS");
    restricted["restriction"] = json!("DOMESTIC_VIOLENCE");
    app.referrer().try_refer(restricted).await.done();
    // By the difference a coordinator would find what is withheld.
    assert_eq!(counts(&app.plan()).await, cell(json!(10)));
    assert_eq!(counts(&officer(&app)).await, cell(json!(11)));
    for figures_only in [&analyst, &state] {
        assert_eq!(counts(figures_only).await, cell(json!(11)));
    }
    assert_eq!(
        counts(&app.colleague("b", Role::PlanPrivacy)).await,
        json!([])
    );
    for nobody in [app.provider("p1"), app.referrer(), app.first_of("o")] {
        nobody.query(document, json!({})).await.fault("FORBIDDEN");
    }
    let wrong = "{ referralCounts(year: 2026, month: 13) { service } }";
    analyst
        .query(wrong, json!({}))
        .await
        .fault("BAD_USER_INPUT");
});
