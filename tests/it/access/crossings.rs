//! Acts that cross: what somebody restricts, opens, sets or takes away while others act on the
//! same. Whichever comes first, nothing stays open behind it. Both engines: SQLite has one writer,
//! and shows that the order of two acts makes no difference either.

use chrono::TimeDelta;
use entity::types::{AccountId, MemberId, OrganizationKind, OthersSee, Role};
use entity::{account, account_role, assignment, privacy_policy, referral};
use futures_util::future::join_all;
use handoff::access::Person;
use handoff::graphql::NodeKind;
use sea_orm::IntoActiveModel as _;
use serde_json::{Value, json};

use super::case::{Case, MEMBER, SERVICE, Stage};
use crate::support::acts::{ready, referral_of};
use crate::support::network::{global_member_id, member_id, organization_id, patient};
use crate::support::{Caller, Reply, TestApp, both_engines, eventually};

const ROUNDS: usize = 12;

const RESTRICT: &str = "mutation($input: RestrictMemberInput!) {
  restrictMember(input: $input) { member { id } userErrors { code } } }";
const LIFT: &str = "mutation($input: RestrictMemberInput!) {
  liftMemberRestriction(input: $input) { member { id } userErrors { code } } }";
const SET_POLICY: &str = "mutation($input: SetPrivacyPolicyInput!) {
  setPrivacyPolicy(input: $input) { policy { othersSee } } }";
const BREAK_GLASS: &str = "mutation($input: BreakGlassInput!) {
  breakGlass(input: $input) { openUntil userErrors { code } } }";
const DEACTIVATE: &str = "mutation($input: DeactivateAccountInput!) {
  deactivateAccount(input: $input) { userErrors { code } } }";
const SET_ROLES: &str = "mutation($input: SetRolesInput!) {
  setRoles(input: $input) { userErrors { code } } }";

fn officer(app: &TestApp) -> Caller {
    app.colleague("a", Role::PlanPrivacy)
}

fn the_member() -> Value {
    json!({ "input": { "memberId": global_member_id(MEMBER) } })
}

/// It was carried out, or what it was about is closed to its actor by now.
fn assert_done_or_closed(reply: &Reply) {
    match reply.fault_code() {
        None => {
            reply.done();
        }
        Some(code) => assert!(matches!(code, "FORBIDDEN" | "NOT_FOUND"), "{code}"),
    }
}

/// Everything about the member is restricted, or nothing.
async fn assert_all_of_the_member(app: &TestApp, is_restricted: bool, when: &str) {
    let member: MemberId = member_id(MEMBER);
    for row in app.rows::<referral::Entity>().await {
        if row.member_id == Some(member) {
            let (id, now) = (row.id.0, row.restriction.is_some());
            assert_eq!(now, is_restricted, "{when}: referral {id}");
        }
    }
    for row in app.rows::<assignment::Entity>().await {
        if row.member_id == member {
            let id = row.id.0;
            assert_eq!(row.is_restricted, is_restricted, "{when}: assignment {id}");
        }
    }
}

both_engines!(
    nothing_of_a_member_stays_open_who_is_restricted_meanwhile,
    async |app: TestApp| {
        for pool in ["p1-desk", "p2"] {
            app.set_capacity(pool, 1_000).await;
        }
        let (plan, referrer, officer) = (app.plan(), app.referrer(), officer(&app));
        let mut certain = referral_of(patient(MEMBER), SERVICE);
        certain["person"]["cin"] = json!(patient(MEMBER).cin);
        for round in 0..ROUNDS {
            let when = format!("round {round}");
            let unconfirmed = referrer.refer(MEMBER, SERVICE).await;
            let waiting = ready(&app, MEMBER, SERVICE).await;
            let moving = ready(&app, MEMBER, SERVICE).await;
            plan.assign(&moving, "p1").await.done();
            let (restricted, created, confirmed, assigned, reassigned) = tokio::join!(
                officer.query(RESTRICT, the_member()),
                referrer.try_refer(certain.clone()),
                plan.confirm(&unconfirmed, MEMBER),
                plan.assign(&waiting, "p1"),
                plan.reassign(&moving, "p2"),
            );
            restricted.done();
            created.done();
            // The plan may not see the member any more whom it confirms.
            if confirmed.fault_code().is_some() || confirmed.refusals().is_empty() {
                assert_done_or_closed(&confirmed);
            } else {
                confirmed.refused(&["UNKNOWN_MEMBER"]);
            }
            assert_done_or_closed(&assigned);
            assert_done_or_closed(&reassigned);
            assert_all_of_the_member(&app, true, &when).await;

            // The same when it is lifted: what was restricted with the member opens with them.
            let reply = referrer.try_refer(certain.clone()).await;
            let again = reply.done()["referral"]["id"].as_str().unwrap();
            let (lifted, created, assigned) = tokio::join!(
                officer.query(LIFT, the_member()),
                referrer.try_refer(certain.clone()),
                officer.assign(again, "p1"),
            );
            lifted.done();
            created.done();
            assert_done_or_closed(&assigned);
            assert_all_of_the_member(&app, false, &when).await;
        }
    }
);

fn policy(others_see: &str, names: bool) -> Value {
    json!({ "input": {
        "othersSee": others_see, "namesCoordinators": names, "namesReviewers": names,
    } })
}

/// What the plan's policy is, with what hangs on it: whether restricted referrals are hidden.
async fn assert_hidden_as_the_policy_says(app: &TestApp, when: &str) {
    let plan = organization_id("a");
    let rows = app.rows::<privacy_policy::Entity>().await;
    let row = rows.iter().find(|row| row.plan_id == plan).unwrap();
    let hides = row.others_see == OthersSee::Nothing;
    assert_eq!(
        row.names_coordinators, row.names_reviewers,
        "{when}: half of one policy, half of another"
    );
    for row in app.rows::<referral::Entity>().await {
        let expected = hides && row.restriction.is_some();
        assert_eq!(row.is_hidden, expected, "{when}: referral {}", row.id.0);
    }
}

both_engines!(of_two_policies_at_once_one_holds, async |app: TestApp| {
    let officer = officer(&app);
    for _ in 0..3 {
        Case::at(Stage::Restricted, &app).await;
    }
    for round in 0..ROUNDS {
        let (strict, open) = (policy("NOTHING", false), policy("EXISTENCE", true));
        let (one, other) = tokio::join!(
            officer.query(SET_POLICY, strict),
            officer.query(SET_POLICY, open)
        );
        one.data();
        other.data();
        assert_hidden_as_the_policy_says(&app, &format!("round {round}")).await;
    }
    // The server comes to go by what is written, within a poll.
    let rows = app.rows::<privacy_policy::Entity>().await;
    let names = rows[0].names_coordinators;
    let works = "{ referrals { nodes { needs } } }";
    eventually(async || {
        let reply = app.plan().query(works, json!({})).await;
        let nodes = reply.field()["nodes"].as_array().unwrap().clone();
        let sees = nodes.iter().any(|node| node["needs"].is_string());
        (sees == names).then_some(())
    })
    .await;
});

both_engines!(
    what_is_restricted_while_the_policy_changes_is_hidden_as_it_says,
    async |app: TestApp| {
        let (officer, referrer) = (officer(&app), app.referrer());
        let mut unsafe_at_home = referral_of(patient(MEMBER), SERVICE);
        unsafe_at_home["restriction"] = json!("DOMESTIC_VIOLENCE");
        officer
            .query(SET_POLICY, policy("EXISTENCE", false))
            .await
            .data();
        for round in 0..ROUNDS {
            let open = ready(&app, MEMBER, SERVICE).await;
            let restrict = json!({ "referralId": open, "reason": "DOMESTIC_VIOLENCE" });
            let others_see = if round % 2 == 0 {
                "NOTHING"
            } else {
                "EXISTENCE"
            };
            let (set, restricted, created) = tokio::join!(
                officer.query(SET_POLICY, policy(others_see, false)),
                officer.act("restrictReferral", restrict),
                referrer.try_refer(unsafe_at_home.clone()),
            );
            set.data();
            restricted.done();
            created.done();
            assert_hidden_as_the_policy_says(&app, &format!("round {round}")).await;
        }
    }
);

both_engines!(
    an_opened_member_is_closed_on_the_instant_whoever_asks_meanwhile,
    async |app: TestApp| {
        let case = Case::at(Stage::Restricted, &app).await;
        let (coordinator, document) = (app.plan(), "query($id: ID!) { node(id: $id) { id } }");
        officer(&app).query(RESTRICT, the_member()).await.done();
        let sees = async || {
            let member = json!({ "id": case.member });
            let reply = coordinator.query(document, member).await;
            reply.field().is_object()
        };
        let wish = json!({ "input": { "referralId": case.referral, "reason": "a call at night" } });
        let open = async || coordinator.query(BREAK_GLASS, wish.clone()).await;
        for _ in 0..3 {
            open().await.done();
            assert!(sees().await, "open for an hour");
            app.advance(TimeDelta::minutes(59));
            assert!(sees().await);
            // Many ask while the hour ends. Who asked after it gets nothing.
            let asking = join_all((0..16).map(|_| sees()));
            let (_, ()) = tokio::join!(asking, async { app.advance(TimeDelta::minutes(1)) });
            assert!(!sees().await, "an hour is an hour");
            // Opened anew as the old hour ends: the new one counts from its own beginning.
            open().await.done();
            app.advance(TimeDelta::minutes(30));
            let (opened, is_open) = tokio::join!(open(), sees());
            opened.done();
            assert!(is_open);
            app.advance(TimeDelta::minutes(31));
            assert!(sees().await, "the second hour counts for itself");
            app.advance(TimeDelta::minutes(29));
            assert!(!sees().await, "the second hour is over, too");
        }
    }
);

/// A person of plan a who administers it, and is known to its account.
async fn administrator(app: &TestApp, account: AccountId) -> Caller {
    let row = account_role::Model {
        account_id: account,
        role: Role::OrganizationAdmin,
    };
    app.db()
        .write(&app.system_op(), |tx| {
            let row = row.clone().into_active_model();
            async move { tx.insert(row).await }
        })
        .await
        .unwrap();
    let (organization, kind) = (organization_id("a"), OrganizationKind::Plan);
    let roles = vec![Role::OrganizationAdmin];
    app.person(Person::new(account, organization, kind, roles))
}

both_engines!(
    two_administrators_cannot_remove_each_other_at_once,
    async |app: TestApp| {
        let first = app.colleague("a", Role::OrganizationAdmin);
        let second = administrator(&app, app.plan().person().account).await;
        let id = |caller: &Caller| NodeKind::Account.encode(caller.person().account.0).0;
        let demoted = json!({ "input": {
            "accountId": id(&second), "roles": ["PLAN_COORDINATOR"] } });
        let deactivated = json!({ "input": { "accountId": id(&first) } });
        let (one, other) = tokio::join!(
            first.query(SET_ROLES, demoted),
            second.query(DEACTIVATE, deactivated)
        );
        let won = [&one, &other]
            .into_iter()
            .filter(|reply| reply.fault_code().is_none() && reply.refusals().is_empty());
        assert_eq!(won.count(), 1, "{:#} {:#}", one.body(), other.body());
        let active: Vec<AccountId> = app
            .rows::<account::Entity>()
            .await
            .into_iter()
            .filter(|row| row.is_active && row.organization_id == organization_id("a"))
            .map(|row| row.id)
            .collect();
        let left = app.rows::<account_role::Entity>().await;
        let left = left
            .iter()
            .filter(|row| row.role == Role::OrganizationAdmin && active.contains(&row.account_id));
        assert_eq!(left.count(), 1, "an administrator is left");
    }
);
