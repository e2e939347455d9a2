//! Whatever takes an id answers about what belongs to others as about what never existed, and asks
//! the database as much: neither the answer nor its cost tells them apart. Every operation of the
//! schema that takes an id is here, tried by every role on records that it does not see.

use std::collections::BTreeSet;

use handoff::graphql::NodeKind;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::case::{Case, OTHER_MEMBER, ROLES, STANDINGS, Stage};
use super::paths::{invented, plain};
use crate::capacity::global_pool_id;
use crate::support::network::global_member_id;
use crate::support::people::sign_in;
use crate::support::{Caller, TestApp, both_engines};

/// An operation that takes the id of such a record.
struct Way {
    operation: &'static str,
    kind: NodeKind,
    asks: Asks,
}

enum Asks {
    /// This document, with `$id`.
    Document(&'static str),
    /// A mutation: the field of its input that takes the id, and what else it takes.
    Input(&'static str, &'static str),
}

const fn query(operation: &'static str, kind: NodeKind, document: &'static str) -> Way {
    let asks = Asks::Document(document);
    Way {
        operation,
        kind,
        asks,
    }
}

const fn act(
    operation: &'static str,
    kind: NodeKind,
    field: &'static str,
    rest: &'static str,
) -> Way {
    let asks = Asks::Input(field, rest);
    Way {
        operation,
        kind,
        asks,
    }
}

const NODE: &str = "query($id: ID!) { node(id: $id) { id __typename } }";
const NODES: &str = "query($id: ID!) { nodes(ids: [$id, $id]) { id __typename } }";

use NodeKind::{
    Account, Assignment, Authorization, CapacityPool, CapacityProposal, Member, Referral, Session,
    Visit,
};

const WAYS: &[Way] = &[
    query("node", Referral, NODE),
    query("nodes", Referral, NODES),
    query("node", Member, NODE),
    query("nodes", Member, NODES),
    query("node", Assignment, NODE),
    query("nodes", Assignment, NODES),
    query("node", Account, NODE),
    query("nodes", Account, NODES),
    query("node", Session, NODE),
    query(
        "referral",
        Referral,
        "query($id: ID!) { referral(id: $id) { id timeline { totalCount } member { id } } }",
    ),
    query(
        "referrals",
        Member,
        "query($id: ID!) { referrals(filter: { memberId: $id }) { totalCount nodes { id } } }",
    ),
    query(
        "disclosures",
        Member,
        "query($id: ID!) { disclosures(memberId: $id) { totalCount nodes { id } } }",
    ),
    query(
        "account",
        Account,
        "query($id: ID!) { account(id: $id) { id email } }",
    ),
    query(
        "auditEvents",
        Account,
        "query($id: ID!) { auditEvents(filter: { accountId: $id }) { nodes { operation } } }",
    ),
    act(
        "acceptReferral",
        Referral,
        "referralId",
        "expectedVersion: 77",
    ),
    act(
        "acceptReferral",
        Referral,
        "referralId",
        "idempotencyKey: \"k\"",
    ),
    act(
        "declineReferral",
        Referral,
        "referralId",
        "reason: OTHER, note: \"x\"",
    ),
    act("excuseOutreach", Referral, "referralId", "reason: \"x\""),
    act("holdPlace", Referral, "referralId", "until: null"),
    act(
        "recordReassessment",
        Assignment,
        "assignmentId",
        "doneOn: \"2026-11-23\", outcome: CONTINUES",
    ),
    query(
        "tasks",
        Referral,
        "query($id: ID!) { tasks(filter: { referralId: $id }) { totalCount nodes { id } } }",
    ),
    query("node", Authorization, NODE),
    query("nodes", Authorization, NODES),
    query(
        "authorization",
        Authorization,
        "query($id: ID!) { authorization(id: $id) { id number } }",
    ),
    query(
        "authorizations",
        Member,
        "query($id: ID!) { authorizations(filter: { memberId: $id }) { nodes { id } } }",
    ),
    query("node", Visit, NODE),
    query("nodes", Visit, NODES),
    query(
        "visit",
        Visit,
        "query($id: ID!) { visit(id: $id) { id number member { id } } }",
    ),
    act("completeVisit", Visit, "visitId", "person: { cin: \"x\" }"),
    act("confirmVisitMember", Visit, "visitId", "memberId: \"{m3}\""),
    act("voidVisit", Visit, "visitId", "reason: \"x\""),
    act(
        "requestAuthorization",
        Referral,
        "referralId",
        "kind: CONCURRENT",
    ),
    act(
        "completeAuthorization",
        Authorization,
        "authorizationId",
        "answer: \"x\"",
    ),
    act(
        "requestMoreInformation",
        Authorization,
        "authorizationId",
        "question: \"x\"",
    ),
    act(
        "extendAuthorization",
        Authorization,
        "authorizationId",
        "reason: \"x\"",
    ),
    act(
        "decideAuthorization",
        Authorization,
        "authorizationId",
        "decision: APPROVE",
    ),
    act(
        "withdrawAuthorization",
        Authorization,
        "authorizationId",
        "reason: \"x\"",
    ),
    act(
        "fileAppeal",
        Authorization,
        "authorizationId",
        "kind: GRIEVANCE, filedBy: MEMBER, channel: MAIL, words: \"x\"",
    ),
    act(
        "acknowledgeAppeal",
        Authorization,
        "authorizationId",
        "number: 1",
    ),
    act(
        "decideAppeal",
        Authorization,
        "authorizationId",
        "number: 1, ruling: DISMISS, answer: \"x\"",
    ),
    act(
        "withdrawAppeal",
        Authorization,
        "authorizationId",
        "number: 1, reason: \"x\"",
    ),
    act("cancelTask", NodeKind::Task, "taskId", "reason: \"x\""),
    act(
        "completeTask",
        NodeKind::Task,
        "taskId",
        "way: TELEPHONE, doneAt: \"2026-11-23T17:00:00Z\"",
    ),
    act("revokeReferralLinks", Referral, "referralId", ""),
    act("joinWaitlist", Referral, "referralId", ""),
    act("leaveWaitlist", Referral, "referralId", "reason: \"x\""),
    act("passOffer", Referral, "referralId", "reason: \"x\""),
    act("passNaming", Referral, "referralId", "reason: \"x\""),
    act("requestAssignment", Referral, "referralId", ""),
    act(
        "recordEarlyContact",
        Referral,
        "referralId",
        "madeAt: \"2026-11-23T17:00:00Z\", method: TELEPHONE, outcome: REACHED, minutes: 5",
    ),
    act("withdrawReferral", Referral, "referralId", "note: \"x\""),
    act("reopenReferral", Referral, "referralId", "reason: \"x\""),
    act("correctStart", Referral, "referralId", "reason: \"x\""),
    act(
        "correctOutreach",
        Referral,
        "referralId",
        "attemptId: \"VAAAAAAAAAAAAAAAAAAAAAc\", reason: \"x\"",
    ),
    act(
        "recordHandOff",
        Referral,
        "referralId",
        "madeAt: \"2026-11-23T17:00:00Z\", fromName: \"a\", toName: \"b\"",
    ),
    act(
        "closeReferral",
        Referral,
        "referralId",
        "reason: OTHER, note: \"x\"",
    ),
    act(
        "startService",
        Referral,
        "referralId",
        "startedAt: \"2099-01-01T00:00:00Z\"",
    ),
    act(
        "endService",
        Referral,
        "referralId",
        "endedAt: \"2099-01-01T00:00:00Z\", reason: OTHER",
    ),
    act(
        "recordOutreach",
        Referral,
        "referralId",
        "madeAt: \"2026-11-23T17:00:00Z\", method: TELEPHONE, outcome: REACHED, minutes: 5",
    ),
    act(
        "assignReferral",
        Referral,
        "referralId",
        "providerId: \"{p1}\"",
    ),
    act(
        "reassignReferral",
        Referral,
        "referralId",
        "providerId: \"{p1}\"",
    ),
    act(
        "confirmMember",
        Referral,
        "referralId",
        "memberId: \"{m3}\"",
    ),
    act("restrictReferral", Referral, "referralId", "reason: PART_2"),
    act("liftReferralRestriction", Referral, "referralId", ""),
    act(
        "recordConsent",
        Referral,
        "referralId",
        "scope: \"food\", givenOn: \"2026-11-03\"",
    ),
    act(
        "revokeConsent",
        Referral,
        "referralId",
        "revokedOn: \"2026-11-03\"",
    ),
    act(
        "breakGlass",
        Referral,
        "referralId",
        "reason: \"it cannot wait\"",
    ),
    act("setCapacity", CapacityPool, "poolId", "limit: 3"),
    act("confirmCapacity", CapacityPool, "poolId", ""),
    act(
        "setPoolPreference",
        CapacityPool,
        "poolId",
        "prefersOwnReferrals: true",
    ),
    act("pauseReferrals", CapacityPool, "poolId", "reason: \"x\""),
    act("resumeReferrals", CapacityPool, "poolId", ""),
    act("setPlanShare", CapacityPool, "poolId", "cap: 3"),
    act(
        "decideCapacity",
        CapacityProposal,
        "proposalId",
        "accept: true",
    ),
    act("restrictMember", Member, "memberId", ""),
    act(
        "liftMemberRestriction",
        Member,
        "memberId",
        "idempotencyKey: \"k\"",
    ),
    act("setSafeContact", Member, "memberId", "noContact: true"),
    query(
        "possibleDuplicates",
        Member,
        "query($id: ID!) { possibleDuplicates(memberId: $id) { evidence member { id } } }",
    ),
    act("updateMember", Member, "memberId", "expectedVersion: 77"),
    act(
        "setAddress",
        Member,
        "memberId",
        "fromOn: \"2026-11-03\", street: \"x\", county: \"06007\"",
    ),
    act("setPhones", Member, "memberId", "phones: []"),
    act(
        "recordEnrolment",
        Member,
        "memberId",
        "kind: REINSTATED, fromOn: \"2026-11-03\"",
    ),
    act(
        "endEnrolment",
        Member,
        "memberId",
        "untilOn: \"2026-11-03\", reason: OTHER",
    ),
    act(
        "setContact",
        Member,
        "memberId",
        "role: GUARDIAN, name: \"a\", mayBeTold: true, mayDecide: true, fromOn: \"2026-11-03\"",
    ),
    act(
        "endContact",
        Member,
        "memberId",
        "contactId: \"TgAAAAAAAAAAAAAAAAAAAAc\", untilOn: \"2026-11-03\"",
    ),
    act(
        "setPopulations",
        Member,
        "memberId",
        "populations: [], fromOn: \"2026-11-03\"",
    ),
    act(
        "setPrograms",
        Member,
        "memberId",
        "programs: [], fromOn: \"2026-11-03\"",
    ),
    act(
        "setLeadCareManager",
        Member,
        "memberId",
        "providerId: \"{p1}\", name: \"a\", fromOn: \"2026-11-03\"",
    ),
    act(
        "joinHousehold",
        Member,
        "memberId",
        "withMemberId: \"{m3}\", role: CHILD, fromOn: \"2026-11-03\"",
    ),
    act(
        "leaveHousehold",
        Member,
        "memberId",
        "untilOn: \"2026-11-03\"",
    ),
    act(
        "recordLifeEvent",
        Member,
        "memberId",
        "kind: RELEASE, happenedOn: \"2026-11-03\"",
    ),
    act(
        "mergeMembers",
        Member,
        "keepId",
        "mergeId: \"{m3}\", reason: \"x\"",
    ),
    act("unmergeMember", Member, "memberId", "expectedVersion: 77"),
    act(
        "keepMembersApart",
        Member,
        "memberId",
        "otherId: \"{m3}\", reason: \"x\"",
    ),
    act(
        "compareMembersAgain",
        Member,
        "memberId",
        "otherId: \"{m3}\"",
    ),
    act("setRoles", Account, "accountId", "roles: [REFERRER]"),
    act("setRoles", Account, "accountId", "roles: []"),
    act("deactivateAccount", Account, "accountId", ""),
    act("reactivateAccount", Account, "accountId", ""),
    act("markReviewer", Account, "accountId", ""),
    act("markReviewer", Account, "accountId", "services: []"),
    act("unmarkReviewer", Account, "accountId", ""),
    act("issuePasswordReset", Account, "accountId", ""),
    act("resetSecondFactor", Account, "accountId", ""),
    query(
        "endSession",
        Session,
        "mutation($id: ID!) { endSession(input: { sessionId: $id }) { sessions { id } } }",
    ),
];

/// What may be said of a record that is not there.
const CLOSED: &[&str] = &["FORBIDDEN", "NOT_FOUND", "UNAUTHENTICATED"];

/// What takes ids of the directory, which is public.
const PUBLIC: &[&str] = &[
    "acceptDelegation",
    "authorizationPolicy",
    "capacityPools",
    "createReferral",
    "declines",
    "endDelegation",
    "offerDelegation",
    "outreachDuties",
    "providers",
    "reassessments",
    "recordVisit",
    "setPresumptiveProvider",
    "visits",
    "waitingTimes",
];

impl Way {
    fn document(&self) -> String {
        match self.asks {
            Asks::Document(document) => document.to_owned(),
            Asks::Input(field, rest) => {
                let rest = rest
                    .replace("{p1}", &crate::support::network::global_id("p1"))
                    .replace("{m3}", &global_member_id("m3"));
                let call = self.operation;
                format!(
                    "mutation($id: ID!) {{ {call}(input: {{ {field}: $id, {rest} }}) {{
                       userErrors {{ code message path }} }} }}"
                )
            }
        }
    }
}

/// What p3 asks plan b for.
async fn proposal(app: &TestApp) -> String {
    let document = "mutation($input: SetCapacityInput!) { setCapacity(input: $input) {
      openProposals { id } userErrors { code } } }";
    let input = json!({ "poolId": global_pool_id("p3"), "limit": 30 });
    let reply = app
        .provider("p3")
        .query(document, json!({ "input": input }))
        .await;
    reply.done()["openProposals"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// An answer, and how many statements it took.
async fn ask(app: &TestApp, caller: &Caller, document: &str, id: &str) -> ((u16, Value), u64) {
    let before = app.db().statements();
    let reply = caller.query(document, json!({ "id": id })).await;
    let statements = app.db().statements() - before;
    (plain(&reply, id), statements)
}

/// The server's own polls may add to a count, never take from it: the least of several tries.
async fn assert_alike(app: &TestApp, who: &str, caller: &Caller, way: &Way, foreign: &str) {
    const TRIES: usize = 25;
    let (document, invented) = (way.document(), way.kind.encode(invented()).0);
    let (mut of_foreign, mut of_none) = (u64::MAX, u64::MAX);
    for _ in 0..TRIES {
        let (answer, statements) = ask(app, caller, &document, foreign).await;
        of_foreign = of_foreign.min(statements);
        let (none, statements) = ask(app, caller, &document, &invented).await;
        of_none = of_none.min(statements);
        assert_eq!(answer, none, "{who}: {document}");
        let code = &answer.1["errors"][0]["extensions"]["code"];
        assert!(
            code.is_null() || CLOSED.iter().any(|closed| code == closed),
            "{who}: {code}: {document}"
        );
        if of_foreign == of_none {
            return;
        }
    }
    panic!("{who}: {of_foreign} statements, {of_none} for none: {document}");
}

both_engines!(
    what_belongs_to_others_costs_what_nothing_costs,
    async |app: TestApp| {
        let officer = app.colleague("a", Role::PlanPrivacy);
        let hidden = Case::at(Stage::Restricted, &app).await;
        let part_2 = Case::at(Stage::Part2, &app).await;
        let open = Case::at(Stage::InHands, &app).await;
        let set = "mutation($input: SetPrivacyPolicyInput!) {
          setPrivacyPolicy(input: $input) { policy { othersSee } } }";
        let nothing = json!({ "input": {
            "othersSee": "NOTHING", "namesCoordinators": false, "namesReviewers": false } });
        officer.query(set, nothing).await.data();
        let restrict = "mutation($input: RestrictMemberInput!) {
          restrictMember(input: $input) { userErrors { code } } }";
        let member = json!({ "input": { "memberId": global_member_id(OTHER_MEMBER) } });
        officer.query(restrict, member).await.done();
        let account = |caller: &Caller| Account.encode(caller.person().account.0).0;
        let records = [
            (Referral, open.referral),
            (Referral, hidden.referral),
            (Referral, part_2.referral),
            (Member, open.member),
            (Member, global_member_id(OTHER_MEMBER)),
            (Assignment, open.live),
            (Assignment, open.ended),
            (Account, account(&app.first_of("p3"))),
            (Account, account(&officer)),
            (Session, sign_in(&app, "p3").await.session),
            (CapacityPool, global_pool_id("p3")),
            (CapacityProposal, proposal(&app).await),
            (NodeKind::Task, open.task),
            (Authorization, open.authorization),
            (Visit, open.visit),
        ];
        for (kind, id) in records {
            let mut tried = 0;
            let mut known = BTreeSet::new();
            for actor in STANDINGS.iter().chain(ROLES) {
                let caller = actor.caller(&app);
                let is_new = known.insert((actor.key, actor.role.map(Role::code)));
                let node = caller.query(NODE, json!({ "id": id })).await;
                let is_own = match kind {
                    Session => actor.key == Some("p3"),
                    NodeKind::Task => actor.key == Some("a"),
                    CapacityPool | CapacityProposal => matches!(actor.key, Some("p3" | "b")),
                    NodeKind::Plan
                    | NodeKind::Provider
                    | NodeKind::Offering
                    | NodeKind::OutreachAttempt
                    | NodeKind::LifeEvent
                    | NodeKind::MemberContact
                    | Account
                    | Assignment
                    | Authorization
                    | Member
                    | Referral
                    | Visit => false,
                };
                if !is_new || is_own || node.field().is_object() {
                    continue;
                }
                tried += 1;
                let who = format!("{} {}, {kind}", actor.heading.0, actor.heading.1);
                for way in WAYS.iter().filter(|way| way.kind == kind) {
                    assert_alike(&app, &who, &caller, way, &id).await;
                }
            }
            assert!(tried > 4, "{kind}: foreign to {tried} only");
        }
    }
);

const TAKES_IDS: &str = "{
  __schema {
    types {
      name
      fields { name args { ...Of } }
      inputFields { ...Of }
    }
  }
}
fragment Of on __InputValue {
  type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
}";

fn named(value: &Value) -> &str {
    let mut of = &value["type"];
    while of["ofType"].is_object() {
        of = &of["ofType"];
    }
    of["name"].as_str().unwrap()
}

both_engines!(
    every_operation_that_takes_an_id_is_tried,
    async |app: TestApp| {
        let reply = app.anonymous().query(TAKES_IDS, json!({})).await;
        let types = reply.field()["types"].as_array().unwrap();
        let of = |name: &str| types.iter().find(|one| one["name"] == name);
        let takes_id = |argument: &Value| {
            let inner = of(named(argument)).and_then(|one| one["inputFields"].as_array());
            named(argument) == "ID" || inner.into_iter().flatten().any(|one| named(one) == "ID")
        };
        let mut taking = BTreeSet::new();
        for root in ["Query", "Mutation"] {
            for field in of(root).unwrap()["fields"].as_array().unwrap() {
                if field["args"].as_array().unwrap().iter().any(takes_id) {
                    taking.insert(field["name"].as_str().unwrap());
                }
            }
        }
        assert!(taking.len() > 30, "{taking:?}");
        let tried = WAYS.iter().map(|way| way.operation);
        let tried: BTreeSet<_> = tried.chain(PUBLIC.iter().copied()).collect();
        assert_eq!(taking, tried);
    }
);
