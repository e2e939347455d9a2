//! What the tables are tried on: one case in each of its stages, and everybody who stands around
//! it.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use handoff::clock::day_of;
use handoff::identity::Role;
use serde_json::{Value, json};

use crate::capacity::global_pool_id;
use crate::support::acts::{referral_of, set_policy};
use crate::support::network::{global_id, global_member_id, offer_delegation, patient, set_places};
use crate::support::people::sign_in;
use crate::support::reassessed::planned;
use crate::support::{Caller, TestApp, eventually};

/// Both providers offer it in the whole county.
pub(super) const SERVICE: &str = "HOUSING_NAVIGATION";
/// The member whom the case is about.
pub(super) const MEMBER: &str = "m1";
/// Another member of the plan, whom no case is about.
pub(super) const OTHER_MEMBER: &str = "m2";
/// What the provider wrote down.
pub(super) const NOTE: &str = "left word with the librarian";

/// Somebody around the case.
pub(super) struct Stranger {
    /// How the column is headed, in two lines.
    pub(super) heading: (&'static str, &'static str),
    /// Of which organization; `None` for somebody who is not signed in.
    pub(super) key: Option<&'static str>,
    /// What they do there, if not what their organization's first person does.
    pub(super) role: Option<Role>,
}

/// Everybody around the case, in the order of the columns.
pub(super) const STANDINGS: &[Stranger] = &[
    stranger("not", "signed in", None),
    stranger("the", "referrer", Some("r1")),
    stranger("another", "referrer", Some("r2")),
    stranger("provider", "has it", Some("p1")),
    stranger("provider", "had it", Some("p2")),
    stranger("another", "provider", Some("p3")),
    stranger("the", "plan", Some("a")),
    stranger("another", "plan", Some("b")),
];

/// Every role, in the organizations around the case: the plan, the provider that has it, the
/// referrer; and those that have nothing to do with people.
pub(super) const ROLES: &[Stranger] = &[
    stranger("plan", "coordin.", Some("a")),
    with_role("plan", "reviewer", "a", Role::PlanReviewer),
    with_role("plan", "privacy", "a", Role::PlanPrivacy),
    with_role("plan", "network", "a", Role::PlanNetwork),
    with_role("plan", "analyst", "a", Role::PlanAnalyst),
    with_role("plan", "admin", "a", Role::OrganizationAdmin),
    stranger("provider", "staff", Some("p1")),
    with_role("provider", "lead care", "p1", Role::LeadCareManager),
    with_role("provider", "admin", "p1", Role::OrganizationAdmin),
    stranger("referrer", "", Some("r1")),
    with_role("referrer", "admin", "r1", Role::OrganizationAdmin),
    stranger("state", "auditor", Some("s")),
    stranger("system", "admin", Some("o")),
];

const fn stranger(above: &'static str, below: &'static str, key: Option<&'static str>) -> Stranger {
    Stranger {
        heading: (above, below),
        key,
        role: None,
    }
}

const fn with_role(
    above: &'static str,
    below: &'static str,
    key: &'static str,
    role: Role,
) -> Stranger {
    Stranger {
        heading: (above, below),
        key: Some(key),
        role: Some(role),
    }
}

impl Stranger {
    /// The person.
    pub(super) fn caller(&self, app: &TestApp) -> Caller {
        match (self.key, self.role) {
            (None, _) => app.anonymous(),
            (Some(key), Some(role)) => app.colleague(key, role),
            (Some(key), None) => app.first_of(key),
        }
    }
}

/// How far the case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Referred; the plan has not said which member it is.
    Received,
    /// Referred to p1 by name, where the plan lets referrers do so; p1 has not answered.
    Named,
    /// Ready for the next provider after p2 declined.
    Waiting,
    /// The same, and nobody has room.
    NoRoom,
    /// The same, and it waits for a place.
    Waitlisted,
    /// The same, and a place is offered.
    Offer,
    /// Taken from p2 and given to p1.
    InHands,
    /// Accepted by p1.
    Accepted,
    /// Accepted by p1, which has tried to reach the member.
    Tried,
    /// Served by p1.
    InService,
    /// Taken back by the plan after p1 accepted.
    Closed,
    /// Like [`Stage::Received`], and the plan's person has signed in.
    SignedIn,
    /// Like [`Stage::Received`], and the plan has invited somebody.
    Invited,
    /// Like [`Stage::Received`], and the plan has somebody with a second factor, who forgot their
    /// password.
    Forgetful,
    /// Like [`Stage::Received`], and another plan offers the plan to delegate to it.
    Offered,
    /// Like [`Stage::Received`], and p1 asks the plan for more places in its kitchen.
    Proposed,
    /// Restricted, its member confirmed by the privacy officer; no glass is broken.
    Restricted,
    /// Restricted under 42 CFR Part 2, with consent, and given to p1.
    Part2,
    /// The same after the consent was revoked.
    Revoked,
}

/// A case: plan a, referred by r1, once with p2, and now with p1 where anybody has it.
pub(super) struct Case {
    pub(super) referral: String,
    pub(super) member: String,
    /// The last assignment: p1's where p1 has it.
    pub(super) live: String,
    /// The assignment of p2 that ended.
    pub(super) ended: String,
    /// The attempt that was made, where there is one.
    pub(super) attempt: String,
    /// The present, as clients write it.
    pub(super) now: String,
    /// The end of the caller's own mailbox; for nobody that of an invented one.
    pub(super) own_cursor: String,
    /// The end of the plan's mailbox.
    pub(super) plan_cursor: String,
    /// The session of the plan's person, and its refresh token, where there is one.
    pub(super) session: String,
    pub(super) refresh_token: String,
    /// Somebody new of the plan, whom nobody else is, and a token of theirs, where there is one.
    pub(super) account: String,
    pub(super) ticket: String,
    /// What p1 asks the plan for, where it does.
    pub(super) proposal: String,
    /// What the plan has to tell the member, where p1 has just got it.
    pub(super) task: String,
    /// What the plan was asked to authorize, where p1 has just got it.
    pub(super) authorization: String,
    /// Somebody unnamed whom p3 took in for the plan, where p1 has just got the referral.
    pub(super) visit: String,
    /// Who files an appeal, where the caller enters it: a provider itself, with consent.
    pub(super) files: Value,
}

impl Case {
    /// A fresh case in that stage.
    #[expect(clippy::too_many_lines, reason = "one case, step by step")]
    pub(super) async fn at(stage: Stage, app: &TestApp) -> Self {
        let (plan, provider) = (app.plan(), app.provider("p1"));
        let now = app.now().to_rfc3339_opts(SecondsFormat::Secs, true);
        if matches!(stage, Stage::Restricted | Stage::Part2 | Stage::Revoked) {
            return Self::restricted(stage, app).await;
        }
        make_room(app, &plan).await;
        let referral = referred(stage, app).await;
        let is_received = matches!(
            stage,
            Stage::Received
                | Stage::Named
                | Stage::SignedIn
                | Stage::Invited
                | Stage::Forgetful
                | Stage::Offered
                | Stage::Proposed
        );
        if !is_received {
            plan.confirm(&referral, MEMBER).await.done();
            plan.assign(&referral, "p2").await.done();
        }
        let is_crowded = matches!(stage, Stage::NoRoom | Stage::Waitlisted | Stage::Offer);
        if stage == Stage::Waiting || is_crowded {
            let input =
                json!({ "referralId": referral, "reason": "AT_CAPACITY", "note": "no room" });
            let declined = app.provider("p2").act("declineReferral", input).await;
            declined.done();
        }
        let is_accepted = matches!(
            stage,
            Stage::Accepted | Stage::Tried | Stage::InService | Stage::Closed
        );
        if is_accepted || stage == Stage::InHands {
            plan.reassign(&referral, "p1").await.done();
        }
        if is_accepted {
            provider.accept(&referral).await.done();
        }
        if stage == Stage::Tried {
            provider.reach_out(&referral, &now).await.done();
        }
        if stage == Stage::InService {
            let input = json!({ "referralId": referral, "startedAt": now });
            provider.act("startService", input).await.done();
        }
        if stage == Stage::Closed {
            let input = json!({ "referralId": referral, "note": "sent twice" });
            plan.act("withdrawReferral", input).await.done();
        }
        if stage == Stage::Offered {
            offer_delegation(app, "a", "b").await;
        }
        let proposal = if stage == Stage::Proposed {
            proposed(app).await
        } else {
            String::new()
        };
        if is_crowded {
            crowd(stage, app, &referral).await;
        }
        let task = if stage == Stage::InHands {
            open_task(&plan, &referral).await
        } else {
            String::new()
        };
        let authorization = if stage == Stage::InHands {
            asked_for(&plan, &referral).await
        } else {
            String::new()
        };
        if matches!(stage, Stage::InHands | Stage::InService) {
            planned(app, &referral).await;
        }
        let visit = if stage == Stage::InHands {
            taken_in(app).await
        } else {
            String::new()
        };
        let turns = turns(&plan, &referral).await;
        let (session, refresh_token) = if stage == Stage::SignedIn {
            let signed_in = sign_in(app, "a").await;
            (signed_in.session, signed_in.refresh_token)
        } else {
            <_>::default()
        };
        let (account, ticket) = if stage == Stage::Invited {
            invited(app, &referral).await
        } else if stage == Stage::Forgetful {
            forgetful(app, &referral).await
        } else {
            <_>::default()
        };
        Self {
            session,
            refresh_token,
            account,
            ticket,
            proposal,
            task,
            authorization,
            visit,
            files: Value::Null,
            member: global_member_id(MEMBER),
            live: turns.last().cloned().unwrap_or_default(),
            ended: turns.first().cloned().unwrap_or_default(),
            attempt: first_attempt(&plan, &referral).await,
            now,
            own_cursor: String::new(),
            plan_cursor: mailbox_end(&plan).await,
            referral,
        }
    }

    /// A case that is restricted.
    async fn restricted(stage: Stage, app: &TestApp) -> Self {
        let officer = app.colleague("a", Role::PlanPrivacy);
        // What somebody opened before is closed again.
        app.advance(TimeDelta::minutes(61));
        let mut input = referral_of(patient(MEMBER), SERVICE);
        if stage == Stage::Restricted {
            input["restriction"] = json!("DOMESTIC_VIOLENCE");
        } else {
            input["restriction"] = json!("PART_2");
            input["consent"] = json!({ "scope": "housing", "givenOn": "2026-11-01" });
        }
        let reply = app.referrer().try_refer(input).await;
        let referral = reply.done()["referral"]["id"].as_str().unwrap().to_owned();
        officer.confirm(&referral, MEMBER).await.done();
        if stage != Stage::Restricted {
            officer.assign(&referral, "p1").await.done();
        }
        if stage == Stage::Revoked {
            let input = json!({ "referralId": referral, "revokedOn": "2026-11-02" });
            officer.act("revokeConsent", input).await.done();
        }
        Self {
            member: global_member_id(MEMBER),
            live: String::new(),
            ended: String::new(),
            attempt: String::new(),
            now: app.now().to_rfc3339_opts(SecondsFormat::Secs, true),
            own_cursor: String::new(),
            plan_cursor: String::new(),
            session: String::new(),
            refresh_token: String::new(),
            account: String::new(),
            ticket: String::new(),
            proposal: String::new(),
            task: String::new(),
            authorization: String::new(),
            visit: String::new(),
            files: Value::Null,
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

    /// The day of the present in California.
    pub(super) fn today(&self) -> String {
        let now: DateTime<Utc> = self.now.parse().unwrap();
        day_of(now).to_string()
    }

    /// The case as that caller takes it up.
    pub(super) async fn taken_up_by(mut self, caller: &Caller) -> Self {
        self.own_cursor = mailbox_end(caller).await;
        self.files = if caller.is_of_provider() {
            json!({ "filedBy": "PROVIDER", "consentedOn": "2026-11-01" })
        } else {
            json!({ "filedBy": "MEMBER" })
        };
        self
    }
}

/// What a coordinator of the plan asks for the provider that has it.
async fn asked_for(plan: &Caller, referral: &str) -> String {
    let input = json!({ "referralId": referral, "kind": "PRIOR", "units": 5 });
    let asked = plan.on_authorization("requestAuthorization", input).await;
    let id = asked.done()["authorization"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let grievance = json!({ "authorizationId": id, "kind": "GRIEVANCE", "filedBy": "MEMBER",
        "channel": "TELEPHONE", "words": "nobody calls back" });
    plan.on_authorization("fileAppeal", grievance).await.done();
    id
}

/// Somebody whom p3 took in, and of whom it knows that the plan answers for them.
async fn taken_in(app: &TestApp) -> String {
    let document = "mutation($input: RecordVisitInput!) {
      recordVisit(input: $input) { visit { id } userErrors { code } } }";
    let input = json!({ "planId": global_id("a"), "arrivedAt": app.now(), "broughtBy": "POLICE" });
    let center = app.provider("p3");
    let reply = center.query(document, json!({ "input": input })).await;
    reply.done()["visit"]["id"].as_str().unwrap().to_owned()
}

async fn referred(stage: Stage, app: &TestApp) -> String {
    if stage == Stage::Named {
        naming(app).await
    } else {
        app.referrer().refer(MEMBER, SERVICE).await
    }
}

/// A referral that names p1.
async fn naming(app: &TestApp) -> String {
    set_policy(app, &json!({ "route": "PROVIDER_DIRECT" })).await;
    let mut input = referral_of(patient(MEMBER), SERVICE);
    input["namedProviderId"] = json!(global_id("p1"));
    let reply = app.referrer().try_refer(input).await;
    let referral = &reply.done()["referral"];
    referral["id"].as_str().unwrap().to_owned()
}

/// What the plan has to tell the member of that referral.
async fn open_task(plan: &Caller, referral: &str) -> String {
    let document = "query($id: ID!) { tasks(filter: { referralId: $id }) { nodes { id } } }";
    let reply = plan.query(document, json!({ "id": referral })).await;
    let id = &reply.field()["nodes"][0]["id"];
    id.as_str().unwrap_or_default().to_owned()
}

/// The pools that [`SERVICE`] draws on.
const POOLS: [&str; 2] = ["p1-desk", "p2"];

/// Everybody has room, and nobody waits of an earlier case.
async fn make_room(app: &TestApp, plan: &Caller) {
    for pool in POOLS {
        set_places(app, pool, 900).await;
    }
    let waiting = "{ referrals(filter: { statuses: [WAITLISTED] }, first: 100) { nodes { id } } }";
    let reply = plan.query(waiting, json!({})).await;
    for one in reply.field()["nodes"].as_array().unwrap() {
        let input = json!({ "referralId": one["id"], "reason": "another case" });
        plan.act("leaveWaitlist", input).await.done();
    }
}

/// Nobody has room any more; the referral waits for a place, or has the offer of one.
async fn crowd(stage: Stage, app: &TestApp, referral: &str) {
    let plan = app.plan();
    for pool in POOLS {
        set_places(app, pool, 0).await;
    }
    if stage != Stage::NoRoom {
        plan.act_on("joinWaitlist", referral).await.done();
    }
    if stage == Stage::Offer {
        set_places(app, "p1-desk", 900).await;
        let offered = "query($id: ID!) { referral(id: $id) { waiting { offeredAt } } }";
        eventually(async || {
            let reply = plan.query(offered, json!({ "id": referral })).await;
            (!reply.field()["waiting"]["offeredAt"].is_null()).then_some(())
        })
        .await;
    }
}

/// An e-mail address that no other case has.
pub(super) fn new_email(referral: &str) -> String {
    format!("{}@newcomers.example", referral.to_lowercase())
}

/// Somebody whom the plan has invited, and their token.
async fn invited(app: &TestApp, referral: &str) -> (String, String) {
    let input = json!({
        "email": new_email(referral),
        "name": "Merle Ashgrove",
        "roles": ["PLAN_ANALYST"],
    });
    let admin = app.colleague("a", Role::OrganizationAdmin);
    account_and_ticket(&admin, "inviteAccount", input).await
}

/// Somebody of the plan with a second factor, and a token to choose another password.
async fn forgetful(app: &TestApp, referral: &str) -> (String, String) {
    let account = app.newcomer("a", &new_email(referral)).await;
    let admin = app.colleague("a", Role::OrganizationAdmin);
    account_and_ticket(
        &admin,
        "issuePasswordReset",
        json!({ "accountId": account }),
    )
    .await
}

async fn account_and_ticket(admin: &Caller, mutation: &str, input: Value) -> (String, String) {
    let (first, rest) = mutation.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{ {mutation}(input: $input) {{
           account {{ id }} ticket {{ token }} userErrors {{ code }} }} }}",
        first.to_uppercase()
    );
    let reply = admin.query(&document, json!({ "input": input })).await;
    let payload = reply.done();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (
        text(&payload["account"]["id"]),
        text(&payload["ticket"]["token"]),
    )
}

/// What p1 asks plan a for.
async fn proposed(app: &TestApp) -> String {
    let document = "mutation($input: SetCapacityInput!) { setCapacity(input: $input) {
      openProposals { id plan { id } } userErrors { code } } }";
    let input = json!({ "poolId": global_pool_id("p1-kitchen"), "limit": 5_000 });
    let provider = app.provider("p1");
    let reply = provider.query(document, json!({ "input": input })).await;
    let open = reply.done()["openProposals"].as_array().unwrap();
    let asked = open.iter().find(|one| one["plan"]["id"] == global_id("a"));
    asked.unwrap()["id"].as_str().unwrap().to_owned()
}

/// The assignments of a referral, in order.
async fn turns(plan: &Caller, referral: &str) -> Vec<String> {
    let document = "query($id: ID!) { referral(id: $id) { assignments { id ending { at } } } }";
    let reply = plan.query(document, json!({ "id": referral })).await;
    let mut turns = reply.field()["assignments"].as_array().unwrap().clone();
    // All within one instant: what has ended came before what lives.
    turns.sort_by_key(|turn| turn["ending"].is_null());
    turns
        .iter()
        .map(|turn| turn["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The attempt that was made; for a case without one nothing.
async fn first_attempt(plan: &Caller, referral: &str) -> String {
    let document = "query($id: ID!) { referral(id: $id) { assignments { attempts { id } } } }";
    let reply = plan.query(document, json!({ "id": referral })).await;
    let turns = reply.field()["assignments"].as_array().unwrap();
    // In the order of their instants, which here are all one.
    let attempt = turns
        .iter()
        .find_map(|turn| turn["attempts"][0]["id"].as_str());
    attempt.unwrap_or_default().to_owned()
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
