//! The lines of the matrix: every operation of the schema, on what, and how it is tried.

use handoff::graphql::NodeKind;
use handoff::identity::Role;
use serde_json::{Value, json};

use super::case::{Case, MEMBER, NOTE, OTHER_MEMBER, SERVICE, Stage, new_email, provider};
use crate::capacity::global_pool_id;
use crate::support::acts::referral_of;
use crate::support::network::{
    COUNTY, PASSWORD, colleague_of, email, first_person, global_contact_id, global_id,
    global_member_id, patient,
};

/// Something that is read: by a query, or by the first items of a subscription.
pub(super) struct Read {
    pub(super) operation: &'static str,
    pub(super) on: &'static str,
    pub(super) document: &'static str,
    pub(super) variables: fn(&Case) -> Value,
    /// What the answer holds where the actor may see it.
    pub(super) shows: fn(&Case) -> String,
}

/// Something that is done. The document follows from the name.
pub(super) struct Act {
    pub(super) operation: &'static str,
    pub(super) on: &'static str,
    pub(super) stage: Stage,
    pub(super) input: fn(&Case) -> Value,
    /// For an act without refusals, which cannot be asked for.
    pub(super) document: Option<&'static str>,
}

const fn read(
    operation: &'static str,
    on: &'static str,
    document: &'static str,
    variables: fn(&Case) -> Value,
    shows: fn(&Case) -> String,
) -> Read {
    Read {
        operation,
        on,
        document,
        variables,
        shows,
    }
}

const fn act(
    operation: &'static str,
    on: &'static str,
    stage: Stage,
    input: fn(&Case) -> Value,
) -> Act {
    Act {
        operation,
        on,
        stage,
        input,
        document: None,
    }
}

/// An act that nobody is refused who may do it.
const fn plain(
    operation: &'static str,
    on: &'static str,
    document: &'static str,
    input: fn(&Case) -> Value,
) -> Act {
    Act {
        operation,
        on,
        stage: Stage::SignedIn,
        input,
        document: Some(document),
    }
}

/// An act on one's own account, answered to everybody with a refusal, so that they keep it.
const fn own(operation: &'static str, document: &'static str, input: fn(&Case) -> Value) -> Act {
    Act {
        stage: Stage::Received,
        ..plain(operation, "one's own", document, input)
    }
}

fn none(_: &Case) -> Value {
    json!({})
}

fn referral_id(case: &Case) -> Value {
    json!({ "id": case.referral })
}

fn referral(case: &Case) -> String {
    case.referral.clone()
}

/// What people choose who come to a password.
const CHOSEN: &str = "umbrella gravel seven";

const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";
const NODES: &str = "query($id: ID!) { nodes(ids: [$id]) { id } }";

/// What queries read, of a case that p1 has and has tried to reach.
pub(super) const QUERIES: &[Read] = &[
    read(
        "Query.counties",
        "the directory",
        "{ counties { fips } }",
        none,
        |_| COUNTY.to_owned(),
    ),
    read(
        "Query.county",
        "the directory",
        "{ county(fips: \"06007\") { name plans { id } } }",
        none,
        |_| global_id("a"),
    ),
    read(
        "Query.services",
        "the directory",
        "{ services { code } }",
        none,
        |_| SERVICE.to_owned(),
    ),
    read(
        "Query.service",
        "the directory",
        "{ service(code: HOUSING_NAVIGATION) { code } }",
        none,
        |_| SERVICE.to_owned(),
    ),
    read(
        "Query.plans",
        "the directory",
        "{ plans { id } }",
        none,
        |_| global_id("a"),
    ),
    read(
        "Query.providers",
        "the directory",
        "{ providers { nodes { id } } }",
        none,
        |_| global_id("p1"),
    ),
    read(
        "Query.serviceConfig",
        "the server's limits",
        "{ serviceConfig { __typename } }",
        none,
        |_| "ServiceConfig".to_owned(),
    ),
    read(
        "Query.viewer",
        "oneself",
        "{ viewer { name } }",
        none,
        |_| "name".to_owned(),
    ),
    read(
        "Query.accounts",
        "the plan's people",
        "{ accounts(first: 100) { nodes { email } } }",
        none,
        |_| email("a"),
    ),
    read(
        "Query.account",
        "of the plan's people",
        "query($id: ID!) { account(id: $id) { email } }",
        |_| json!({ "id": coordinator() }),
        |_| email("a"),
    ),
    read(
        "Query.node",
        "of the plan's people",
        NODE,
        |_| json!({ "id": coordinator() }),
        |_| coordinator(),
    ),
    read(
        "Query.secondFactorRequired",
        "of one's organization",
        "{ secondFactorRequired }",
        none,
        |_| "false".to_owned(),
    ),
    read(
        "Query.organizations",
        "the exchange",
        "{ organizations(first: 100) { nodes { organization { id } } } }",
        none,
        |_| global_id("a"),
    ),
    read(
        "Query.delegation",
        "one's own plan's",
        "{ delegation { prime { name } } }",
        none,
        |_| "prime".to_owned(),
    ),
    read(
        "Query.node",
        "a provider",
        NODE,
        |_| json!({ "id": provider("p1") }),
        |_| global_id("p1"),
    ),
    read("Query.node", "the referral", NODE, referral_id, referral),
    read(
        "Query.node",
        "the member",
        NODE,
        |case| json!({ "id": case.member }),
        |case| case.member.clone(),
    ),
    read(
        "Query.node",
        "the live assignment",
        NODE,
        |case| json!({ "id": case.live }),
        |case| case.live.clone(),
    ),
    read(
        "Query.node",
        "the ended assignment",
        NODE,
        |case| json!({ "id": case.ended }),
        |case| case.ended.clone(),
    ),
    read("Query.nodes", "the referral", NODES, referral_id, referral),
    read(
        "Query.nodes",
        "the member",
        NODES,
        |case| json!({ "id": case.member }),
        |case| case.member.clone(),
    ),
    read(
        "Query.nodes",
        "the live assignment",
        NODES,
        |case| json!({ "id": case.live }),
        |case| case.live.clone(),
    ),
    read(
        "Query.referral",
        "the referral",
        "query($id: ID!) { referral(id: $id) { id } }",
        referral_id,
        referral,
    ),
    read(
        "Query.referrals",
        "a list with the referral",
        "{ referrals { nodes { id } } }",
        none,
        referral,
    ),
    read(
        "Query.assignments",
        "a list with the live one",
        "{ assignments { nodes { id } } }",
        none,
        |case| case.live.clone(),
    ),
    read(
        "Query.assignments",
        "a list with the ended one",
        "{ assignments(filter: { statuses: [ENDED] }) { nodes { id } } }",
        none,
        |case| case.ended.clone(),
    ),
    read(
        "Query.outreachDuties",
        "a list",
        "{ outreachDuties { totalCount } }",
        none,
        |_| "totalCount".to_owned(),
    ),
    read(
        "Query.declines",
        "a list",
        "{ declines { totalCount } }",
        none,
        |_| "totalCount".to_owned(),
    ),
    read(
        "Query.authorizations",
        "of the plan, or served by",
        "{ authorizations(orderBy: NEWEST) { nodes { referral { id } } } }",
        none,
        referral,
    ),
    read(
        "Query.reassessments",
        "of the plan, or served by",
        "{ reassessments { nodes { assignment { id } dueOn } } }",
        none,
        |_| "2027-11-23".to_owned(),
    ),
    read(
        "Query.authorization",
        "a provider has it",
        "query($id: ID!) { authorization(id: $id) { id } }",
        |case| json!({ "id": case.authorization }),
        |case| case.authorization.clone(),
    ),
    read(
        "Query.visits",
        "of the plan or center",
        "{ visits { nodes { id } } }",
        none,
        |case| case.visit.clone(),
    ),
    read(
        "Query.visit",
        "taken in by another",
        "query($id: ID!) { visit(id: $id) { id } }",
        |case| json!({ "id": case.visit }),
        |case| case.visit.clone(),
    ),
    read(
        "Query.tasks",
        "about the referral",
        "query($id: ID!) { tasks(filter: { referralId: $id }) { nodes { referral { id } } } }",
        referral_id,
        referral,
    ),
    read(
        "Query.nudges",
        "of one's own organization",
        "{ nudges { latest { state } } }",
        none,
        |_| "latest".to_owned(),
    ),
    read(
        "Query.members",
        "a list with the member",
        "{ members { nodes { id } } }",
        none,
        |case| case.member.clone(),
    ),
    read(
        "Query.possibleDuplicates",
        "those of the member",
        "query($id: ID!) { possibleDuplicates(memberId: $id) { evidence } }",
        |case| json!({ "id": case.member }),
        |_| "[]".to_owned(),
    ),
    read(
        "Query.membersToReview",
        "those of the plan",
        "{ membersToReview { totalCount } }",
        none,
        |_| "0".to_owned(),
    ),
    read(
        "Query.referralCounts",
        "figures of a month",
        "{ referralCounts(year: 2026, month: 11) { service } }",
        none,
        |_| SERVICE.to_owned(),
    ),
    read(
        "Query.waitingTimes",
        "of plan a",
        "query($id: ID!) { waitingTimes(planId: $id, from: \"2026-11-01\", to: \"2026-11-30\") {
          waiting } }",
        |_| json!({ "id": global_id("a") }),
        |_| "[".to_owned(),
    ),
    read(
        "Query.privacyPolicy",
        "of one's own plan",
        "{ privacyPolicy { othersSee } }",
        none,
        |_| "EXISTENCE".to_owned(),
    ),
    read(
        "Query.loopPolicies",
        "of one's own plan",
        "{ loopPolicies { service } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.loopPolicy",
        "of one's own plan",
        "{ loopPolicy(service: MEALS) { route } }",
        none,
        |_| "PLAN_ROUTED".to_owned(),
    ),
    read(
        "Query.authorizationPolicy",
        "of any plan",
        "query($id: ID!) { authorizationPolicy(service: MEALS, planId: $id) { route } }",
        |_| json!({ "id": global_id("a") }),
        |_| "PLAN_ROUTED".to_owned(),
    ),
    read(
        "Query.authorizationPolicies",
        "of one's own plan",
        "{ authorizationPolicies { service } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.holidays",
        "of one's own plan",
        "{ holidays { day } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.presumptiveProviders",
        "of one's own plan",
        "{ presumptiveProviders { fromOn } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.decisions",
        "of one's own plan",
        "{ decisions { nodes { status } } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.serviceLimits",
        "of one's own plan",
        "{ serviceLimits { code } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.presumptiveUse",
        "of one's own plan",
        "{ presumptiveUse(fromOn: \"2026-01-01\", untilOn: \"2026-12-31\") { used } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.capacity",
        "of one's own plan, or all",
        "{ capacity { service } }",
        none,
        |_| SERVICE.to_owned(),
    ),
    read(
        "Query.capacityPools",
        "the provider's",
        "query($id: ID!) { capacityPools(providerId: $id) { name } }",
        |_| json!({ "id": global_id("p1") }),
        |_| "p1-desk".to_owned(),
    ),
    read(
        "Query.capacityProposals",
        "one's own",
        "{ capacityProposals { id } __typename }",
        none,
        |_| "__typename".to_owned(),
    ),
    read(
        "Query.brokenGlass",
        "a list",
        "{ brokenGlass { totalCount } }",
        none,
        |_| "totalCount".to_owned(),
    ),
    read(
        "Query.mailbox",
        "one's own",
        "{ mailbox { lastNumber } }",
        none,
        |_| "lastNumber".to_owned(),
    ),
    read(
        "Query.notices",
        "one's own mailbox",
        "{ notices { cursor } }",
        none,
        |_| "cursor".to_owned(),
    ),
    read(
        "Query.notices",
        "the referral behind one",
        "{ notices { items { referral { id } } } }",
        none,
        referral,
    ),
    read(
        "Query.notices",
        "the plan's mailbox",
        "query($at: MailboxCursor) { notices(after: $at) { cursor } }",
        |case| json!({ "at": case.plan_cursor }),
        |_| "cursor".to_owned(),
    ),
    read(
        "Query.auditEvents",
        "one's own organization's",
        "{ auditEvents { nodes { id } } }",
        none,
        |_| "nodes".to_owned(),
    ),
    read(
        "Query.disclosures",
        "the member",
        "query($id: ID!) { disclosures(memberId: $id) { nodes { id } } }",
        |case| json!({ "id": case.member }),
        |_| "nodes".to_owned(),
    ),
];

/// What subscriptions show of the same case.
pub(super) const SUBSCRIPTIONS: &[Read] = &[
    read(
        "Subscription.capacityChanges",
        "of one's own plan, or all",
        "subscription { capacityChanges(filter: { services: [HOUSING_NAVIGATION] }) { service } }",
        none,
        |_| SERVICE.to_owned(),
    ),
    read(
        "Subscription.referral",
        "the referral",
        "subscription($id: ID!) { referral(id: $id) { id } }",
        referral_id,
        referral,
    ),
    read(
        "Subscription.assignments",
        "one's own mailbox",
        "subscription { assignments { cursor notice { kind } } }",
        none,
        |_| "cursor".to_owned(),
    ),
    read(
        "Subscription.assignments",
        "the live one",
        "subscription { assignments { notice { kind } assignment { id } } }",
        none,
        |case| case.live.clone(),
    ),
    read(
        "Subscription.assignments",
        "the plan's mailbox",
        "subscription($at: MailboxCursor) { assignments(after: $at) { cursor notice { kind } } }",
        |case| json!({ "at": case.plan_cursor }),
        |_| "cursor".to_owned(),
    ),
    read(
        "Subscription.notices",
        "one's own mailbox",
        "subscription { notices { cursor notice { kind } } }",
        none,
        |_| "cursor".to_owned(),
    ),
    read(
        "Subscription.notices",
        "the referral behind one",
        "subscription { notices { notice { kind } referral { id } } }",
        none,
        referral,
    ),
    read(
        "Subscription.notices",
        "the plan's mailbox",
        "subscription($at: MailboxCursor) { notices(after: $at) { cursor notice { kind } } }",
        |case| json!({ "at": case.plan_cursor }),
        |_| "cursor".to_owned(),
    ),
];

/// What fields show of the same case, to whoever reaches them.
pub(super) const FIELDS: &[Read] = &[
    read(
        "Referral.person",
        "the referral",
        "query($id: ID!) { referral(id: $id) { person { name { full } } } }",
        referral_id,
        |_| patient(MEMBER).last_name.to_owned(),
    ),
    read(
        "Referral.service",
        "the referral",
        "query($id: ID!) { node(id: $id) { ... on Referral { service { code } } } }",
        referral_id,
        |_| SERVICE.to_owned(),
    ),
    read(
        "Referral.needs",
        "the referral",
        "query($id: ID!) { referral(id: $id) { needs } }",
        referral_id,
        |_| "warm meals".to_owned(),
    ),
    read(
        "Referral.member",
        "the referral",
        "query($id: ID!) { referral(id: $id) { member { id } } }",
        referral_id,
        |case| case.member.clone(),
    ),
    read(
        "Referral.assignments",
        "holds the live one",
        "query($id: ID!) { referral(id: $id) { assignments { id } } }",
        referral_id,
        |case| case.live.clone(),
    ),
    read(
        "Referral.assignments",
        "holds the ended one",
        "query($id: ID!) { referral(id: $id) { assignments { id } } }",
        referral_id,
        |case| case.ended.clone(),
    ),
    read(
        "Referral.timeline",
        "holds MEMBER_CONFIRMED",
        "query($id: ID!) { referral(id: $id) { timeline { nodes { kind } } } }",
        referral_id,
        |_| "MEMBER_CONFIRMED".to_owned(),
    ),
    read(
        "Referral.timeline",
        "holds UNASSIGNED",
        "query($id: ID!) { referral(id: $id) { timeline { nodes { kind } } } }",
        referral_id,
        |_| "UNASSIGNED".to_owned(),
    ),
    read(
        "ReferralEvent.byPerson",
        "the plan's coordinator",
        "query($id: ID!) { referral(id: $id) { timeline { nodes { byPerson } } } }",
        referral_id,
        |_| "Avel Quenby".to_owned(),
    ),
    read(
        "ReferralEvent.byPerson",
        "the provider's staff",
        "query($id: ID!) { referral(id: $id) { timeline { nodes { byPerson } } } }",
        referral_id,
        |_| "Cosmo Vexley".to_owned(),
    ),
    read(
        "Assignment.referral",
        "the live one",
        "query($id: ID!) { node(id: $id) { ... on Assignment { referral { id } } } }",
        |case| json!({ "id": case.live }),
        referral,
    ),
    read(
        "Assignment.member",
        "the live one",
        "query($id: ID!) { node(id: $id) { ... on Assignment { member { id } } } }",
        |case| json!({ "id": case.live }),
        |case| case.member.clone(),
    ),
    read(
        "Assignment.attempts",
        "the live one's note",
        "query($id: ID!) { node(id: $id) { ... on Assignment { attempts { note } } } }",
        |case| json!({ "id": case.live }),
        |_| NOTE.to_owned(),
    ),
    read(
        "Assignment.notice",
        "the live one",
        "query($id: ID!) { node(id: $id) { ... on Assignment { notice { sentAt } } } }",
        |case| json!({ "id": case.live }),
        |_| "sentAt".to_owned(),
    ),
    read(
        "OutreachDuty.escalation",
        "of the live one",
        "query($id: ID!) { node(id: $id) { ... on Assignment {
          outreach { escalation { tells } }
        } } }",
        |case| json!({ "id": case.live }),
        |_| "NOT_TOLD".to_owned(),
    ),
    read(
        "OutreachDuty.lastAttempt",
        "of the live one",
        "query($id: ID!) { node(id: $id) { ... on Assignment {
          outreach { lastAttempt { note } }
        } } }",
        |case| json!({ "id": case.live }),
        |_| NOTE.to_owned(),
    ),
    read(
        "Assignment.referral",
        "the ended one",
        "query($id: ID!) { node(id: $id) { ... on Assignment { referral { id } } } }",
        |case| json!({ "id": case.ended }),
        referral,
    ),
    read(
        "Assignment.member",
        "the ended one",
        "query($id: ID!) { node(id: $id) { ... on Assignment { member { id } } } }",
        |case| json!({ "id": case.ended }),
        |case| case.member.clone(),
    ),
    read(
        "Capacity.available",
        "of the one that has it",
        CAPACITY_AVAILABLE,
        |_| json!({ "id": provider("p1") }),
        |_| "\"available\":".to_owned(),
    ),
    read(
        "Capacity.held",
        "of the one that has it",
        CAPACITY_HELD,
        |_| json!({ "id": provider("p1") }),
        |_| "\"held\":1".to_owned(),
    ),
    read(
        "Capacity.held",
        "of the one that had it",
        CAPACITY_HELD,
        |_| json!({ "id": provider("p2") }),
        |_| "\"held\":0".to_owned(),
    ),
];

const CAPACITY_AVAILABLE: &str = "query($id: ID!) {
  node(id: $id) { ... on Provider { offerings { capacity { available } } } }
}";
const CAPACITY_HELD: &str = "query($id: ID!) {
  node(id: $id) { ... on Provider { offerings { capacity { held } } } }
}";

fn of_account(case: &Case) -> Value {
    json!({ "accountId": case.account })
}

/// The plan's coordinator.
fn coordinator() -> String {
    NodeKind::Account.encode(first_person("a").account.0).0
}

/// The plan's reviewer.
fn reviewer() -> String {
    let reviewer = colleague_of("a", Role::PlanReviewer);
    NodeKind::Account.encode(reviewer.account.0).0
}

fn on_referral(case: &Case) -> Value {
    json!({ "referralId": case.referral })
}

fn to_provider(case: &Case, key: &str) -> Value {
    json!({ "referralId": case.referral, "providerId": provider(key) })
}

/// The cases are of one member: each is a second referral for one need.
fn with_reason(mut input: Value) -> Value {
    input["reason"] = json!("both are needed");
    input
}

fn waits_no_longer(case: &Case) -> Value {
    json!({ "referralId": case.referral, "reason": "found a place elsewhere" })
}

fn withdrawal(case: &Case) -> Value {
    json!({ "referralId": case.referral, "note": "moved in with a friend" })
}

fn attempt(case: &Case) -> Value {
    json!({
        "referralId": case.referral,
        "madeAt": case.now,
        "method": "TELEPHONE",
        "outcome": "NO_ANSWER",
        "minutes": 1,
    })
}

/// The acts. Each is tried by everybody, on a fresh case each time.
pub(super) const ACTS: &[Act] = &[
    act(
        "Mutation.signIn",
        "by password",
        Stage::Received,
        |_| json!({ "email": email("r1"), "password": PASSWORD }),
    ),
    act(
        "Mutation.refreshSession",
        "by its refresh token",
        Stage::SignedIn,
        |case| json!({ "refreshToken": case.refresh_token }),
    ),
    plain(
        "Mutation.endSession",
        "the plan's person's",
        "mutation($input: EndSessionInput!) { endSession(input: $input) { sessions { id } } }",
        |case| json!({ "sessionId": case.session }),
    ),
    plain(
        "Mutation.signOut",
        "one's own session",
        "mutation { signOut { endedSessions } }",
        none,
    ),
    plain(
        "Mutation.signOutEverywhere",
        "one's own sessions",
        "mutation { signOutEverywhere { endedSessions } }",
        none,
    ),
    act(
        "Mutation.inviteAccount",
        "into one's organization",
        Stage::Received,
        |case| {
            json!({
                "email": new_email(&case.referral),
                "name": "Merle Ashgrove",
                "roles": ["ORGANIZATION_ADMIN"],
            })
        },
    ),
    act(
        "Mutation.acceptInvitation",
        "by its token",
        Stage::Invited,
        |case| json!({ "token": case.ticket, "password": CHOSEN }),
    ),
    act(
        "Mutation.setRoles",
        "of the plan's people",
        Stage::Forgetful,
        |case| json!({ "accountId": case.account, "roles": ["PLAN_NETWORK"] }),
    ),
    act(
        "Mutation.deactivateAccount",
        "of the plan's people",
        Stage::Forgetful,
        of_account,
    ),
    act(
        "Mutation.reactivateAccount",
        "of the plan's people",
        Stage::Forgetful,
        of_account,
    ),
    act(
        "Mutation.markReviewer",
        "the plan's reviewer",
        Stage::Received,
        |_| json!({ "accountId": reviewer() }),
    ),
    act(
        "Mutation.unmarkReviewer",
        "the plan's reviewer",
        Stage::Received,
        |_| json!({ "accountId": reviewer() }),
    ),
    act(
        "Mutation.issuePasswordReset",
        "of the plan's people",
        Stage::Forgetful,
        of_account,
    ),
    act(
        "Mutation.resetPassword",
        "by its token",
        Stage::Forgetful,
        |case| json!({ "token": case.ticket, "password": CHOSEN }),
    ),
    act(
        "Mutation.resetSecondFactor",
        "of the plan's people",
        Stage::Forgetful,
        of_account,
    ),
    act(
        "Mutation.requireSecondFactor",
        "in one's organization",
        Stage::Received,
        |_| json!({ "required": false }),
    ),
    own(
        "Mutation.changePassword",
        "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { isDone } }",
        |_| json!({ "currentPassword": PASSWORD, "password": "short" }),
    ),
    own(
        "Mutation.enrollSecondFactor",
        "mutation($input: EnrollSecondFactorInput!) {
           enrollSecondFactor(input: $input) { enrollment { uri } } }",
        |_| json!({ "password": PASSWORD }),
    ),
    own(
        "Mutation.confirmSecondFactor",
        "mutation($input: ConfirmSecondFactorInput!) {
           confirmSecondFactor(input: $input) { account { id } } }",
        |_| json!({ "code": "none" }),
    ),
    own(
        "Mutation.removeSecondFactor",
        "mutation($input: RemoveSecondFactorInput!) {
           removeSecondFactor(input: $input) { account { id } } }",
        |_| json!({ "password": PASSWORD, "code": "none" }),
    ),
    act(
        "Mutation.createOrganization",
        "in the exchange",
        Stage::Received,
        |case| {
            json!({
                "kind": "REFERRER",
                "name": case.referral,
                "administratorEmail": new_email(&case.referral),
                "administratorName": "Merle Ashgrove",
            })
        },
    ),
    act(
        "Mutation.offerDelegation",
        "to another plan",
        Stage::Offered,
        |_| json!({ "planId": global_id("b") }),
    ),
    act(
        "Mutation.acceptDelegation",
        "of another plan",
        Stage::Offered,
        |_| json!({ "primeId": global_id("b") }),
    ),
    act(
        "Mutation.endDelegation",
        "with another plan",
        Stage::Offered,
        |_| json!({ "planId": global_id("b") }),
    ),
    act(
        "Mutation.registerMember",
        "in one's own plan",
        Stage::Received,
        |case| {
            // Another CIN each time.
            let digits: u32 = case
                .referral
                .bytes()
                .map(u32::from)
                .fold(0, |sum, byte| (sum * 31 + byte) % 1_000_000);
            json!({
                "cin": format!("93{digits:06}A"),
                "firstName": "Umberto",
                "lastName": "Fennimore",
                "birthOn": "1970-05-05",
                "county": COUNTY,
            })
        },
    ),
    act(
        "Mutation.createReferral",
        "to a plan",
        Stage::Received,
        |_| referral_of(patient(MEMBER), SERVICE),
    ),
    act(
        "Mutation.confirmMember",
        "just referred",
        Stage::Received,
        |case| json!({ "referralId": case.referral, "memberId": case.member }),
    ),
    act(
        "Mutation.confirmMember",
        "a provider has it",
        Stage::InHands,
        |case| json!({ "referralId": case.referral, "memberId": case.member }),
    ),
    act(
        "Mutation.assignReferral",
        "nobody has it now",
        Stage::Waiting,
        |case| with_reason(to_provider(case, "p1")),
    ),
    act(
        "Mutation.assignReferral",
        "a provider has it",
        Stage::InHands,
        |case| to_provider(case, "p1"),
    ),
    act(
        "Mutation.reassignReferral",
        "a provider has it",
        Stage::InHands,
        |case| {
            let mut input = to_provider(case, "p2");
            input["note"] = json!("both are needed");
            input
        },
    ),
    act(
        "Mutation.joinWaitlist",
        "nobody has room",
        Stage::NoRoom,
        on_referral,
    ),
    act(
        "Mutation.leaveWaitlist",
        "it waits for a place",
        Stage::Waitlisted,
        waits_no_longer,
    ),
    act(
        "Mutation.passOffer",
        "a place is offered",
        Stage::Offer,
        waits_no_longer,
    ),
    act(
        "Mutation.recordEarlyContact",
        "a provider is named",
        Stage::Named,
        |case| {
            json!({
                "referralId": case.referral,
                "madeAt": case.now,
                "method": "TELEPHONE",
                "outcome": "REACHED",
                "minutes": 5,
            })
        },
    ),
    act(
        "Mutation.requestAssignment",
        "a provider is named",
        Stage::Named,
        on_referral,
    ),
    act(
        "Mutation.passNaming",
        "a provider is named",
        Stage::Named,
        |case| json!({ "referralId": case.referral, "reason": "speaks no Hmong" }),
    ),
    act(
        "Mutation.acceptReferral",
        "a provider has it",
        Stage::InHands,
        on_referral,
    ),
    act(
        "Mutation.declineReferral",
        "a provider has it",
        Stage::InHands,
        |case| json!({ "referralId": case.referral, "reason": "AT_CAPACITY", "note": "x" }),
    ),
    act(
        "Mutation.recordOutreach",
        "a provider has it",
        Stage::InHands,
        attempt,
    ),
    act(
        "Mutation.excuseOutreach",
        "a provider has it",
        Stage::InHands,
        |case| json!({ "referralId": case.referral, "reason": "the shelter was evacuated" }),
    ),
    act(
        "Mutation.holdPlace",
        "a provider has it",
        Stage::InHands,
        |case| json!({ "referralId": case.referral, "until": null }),
    ),
    act(
        "Mutation.recordVisit",
        "to a center",
        Stage::Received,
        |case| json!({ "arrivedAt": case.now, "broughtBy": "POLICE" }),
    ),
    act(
        "Mutation.completeVisit",
        "taken in by another",
        Stage::InHands,
        |case| json!({ "visitId": case.visit, "person": { "firstName": "Robin" } }),
    ),
    act(
        "Mutation.confirmVisitMember",
        "taken in by another",
        Stage::InHands,
        |case| json!({ "visitId": case.visit, "memberId": case.member }),
    ),
    act(
        "Mutation.voidVisit",
        "taken in by another",
        Stage::InHands,
        |case| json!({ "visitId": case.visit, "reason": "entered twice" }),
    ),
    act(
        "Mutation.requestAuthorization",
        "a provider serves",
        Stage::InService,
        |case| json!({ "referralId": case.referral, "kind": "CONCURRENT", "units": 3 }),
    ),
    act(
        "Mutation.requestAuthorization",
        "named to a provider",
        Stage::Named,
        |case| json!({ "referralId": case.referral, "kind": "PRIOR" }),
    ),
    act(
        "Mutation.completeAuthorization",
        "the plan was asked",
        Stage::InHands,
        |case| {
            json!({ "authorizationId": case.authorization,
                "attachments": [{ "title": "letter", "reference": "DMS 7" }] })
        },
    ),
    act(
        "Mutation.requestMoreInformation",
        "the plan was asked",
        Stage::InHands,
        |case| json!({ "authorizationId": case.authorization, "question": "Since when?" }),
    ),
    act(
        "Mutation.extendAuthorization",
        "the plan was asked",
        Stage::InHands,
        |case| json!({ "authorizationId": case.authorization, "reason": "papers are on the way" }),
    ),
    act(
        "Mutation.decideAuthorization",
        "the plan was asked",
        Stage::InHands,
        |case| json!({ "authorizationId": case.authorization, "decision": "APPROVE" }),
    ),
    act(
        "Mutation.withdrawAuthorization",
        "the plan was asked",
        Stage::InHands,
        |case| json!({ "authorizationId": case.authorization, "reason": "asked twice" }),
    ),
    act(
        "Mutation.fileAppeal",
        "the plan was asked",
        Stage::InHands,
        |case| {
            let mut input = json!({ "authorizationId": case.authorization, "kind": "GRIEVANCE",
                "filedBy": "MEMBER", "channel": "MAIL", "words": "it takes too long" });
            for (name, value) in case.files.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        },
    ),
    act(
        "Mutation.acknowledgeAppeal",
        "a grievance came",
        Stage::InHands,
        |case| json!({ "authorizationId": case.authorization, "number": 1 }),
    ),
    act(
        "Mutation.decideAppeal",
        "a grievance came",
        Stage::InHands,
        |case| {
            json!({ "authorizationId": case.authorization, "number": 1, "ruling": "DISMISS",
                "answer": "called back" })
        },
    ),
    act(
        "Mutation.withdrawAppeal",
        "a grievance came",
        Stage::InHands,
        |case| json!({ "authorizationId": case.authorization, "number": 1, "reason": "settled" }),
    ),
    act(
        "Mutation.completeTask",
        "to tell the member",
        Stage::InHands,
        |case| json!({ "taskId": case.task, "way": "TELEPHONE", "doneAt": case.now }),
    ),
    act(
        "Mutation.cancelTask",
        "to tell the member",
        Stage::InHands,
        |case| json!({ "taskId": case.task, "reason": "told in person" }),
    ),
    act(
        "Mutation.revokeReferralLinks",
        "a provider has it",
        Stage::InHands,
        |case| json!({ "referralId": case.referral }),
    ),
    act(
        "Mutation.startService",
        "a provider accepted",
        Stage::Accepted,
        |case| json!({ "referralId": case.referral, "startedAt": case.now }),
    ),
    act(
        "Mutation.endService",
        "the service runs",
        Stage::InService,
        |case| json!({ "referralId": case.referral, "endedAt": case.now, "reason": "GOALS_MET" }),
    ),
    act(
        "Mutation.correctOutreach",
        "a provider has tried",
        Stage::Tried,
        |case| {
            json!({
                "referralId": case.referral,
                "attemptId": case.attempt,
                "reason": "wrong day",
            })
        },
    ),
    act(
        "Mutation.recordHandOff",
        "a provider has it",
        Stage::InHands,
        |case| {
            json!({
                "referralId": case.referral,
                "madeAt": case.now,
                "fromName": "Merle Ashgrove",
                "toName": "Robin Fennel",
            })
        },
    ),
    act(
        "Mutation.recordReassessment",
        "the service runs",
        Stage::InService,
        |case| json!({ "assignmentId": case.live, "doneOn": case.today(), "outcome": "CONTINUES" }),
    ),
    act(
        "Mutation.correctStart",
        "the service runs",
        Stage::InService,
        |case| json!({ "referralId": case.referral, "reason": "never came" }),
    ),
    act(
        "Mutation.withdrawReferral",
        "nobody has it now",
        Stage::Waiting,
        withdrawal,
    ),
    act(
        "Mutation.withdrawReferral",
        "a provider has it",
        Stage::InHands,
        withdrawal,
    ),
    act(
        "Mutation.withdrawReferral",
        "it is restricted",
        Stage::Restricted,
        withdrawal,
    ),
    act(
        "Mutation.reopenReferral",
        "it is closed",
        Stage::Closed,
        |case| json!({ "referralId": case.referral, "reason": "sent once" }),
    ),
    act(
        "Mutation.setCapacity",
        "a provider's pool",
        Stage::Received,
        |_| json!({ "poolId": global_pool_id("p1-desk"), "limit": 900 }),
    ),
    act(
        "Mutation.confirmCapacity",
        "a provider's pool",
        Stage::Received,
        |_| json!({ "poolId": global_pool_id("p1-desk") }),
    ),
    act(
        "Mutation.setPoolPreference",
        "a provider's pool",
        Stage::Received,
        |_| json!({ "poolId": global_pool_id("p1-desk"), "prefersOwnReferrals": true }),
    ),
    act(
        "Mutation.pauseReferrals",
        "a provider's pool",
        Stage::Received,
        |_| json!({ "poolId": global_pool_id("p1-kitchen"), "reason": "holiday" }),
    ),
    act(
        "Mutation.resumeReferrals",
        "a provider's pool",
        Stage::Received,
        |_| json!({ "poolId": global_pool_id("p1-kitchen") }),
    ),
    act(
        "Mutation.setPlanShare",
        "one's own share",
        Stage::Received,
        |_| json!({ "poolId": global_pool_id("p1-kitchen"), "cap": 30 }),
    ),
    act(
        "Mutation.decideCapacity",
        "a provider asks for more",
        Stage::Proposed,
        |case| json!({ "proposalId": case.proposal, "accept": false, "reason": "not now" }),
    ),
    act(
        "Mutation.setNudges",
        "of one's own organization",
        Stage::Received,
        |_| json!({ "webhookUrl": "https://kitchen.example/hooks" }),
    ),
    act(
        "Mutation.setLoopPolicy",
        "of one's own plan",
        Stage::Received,
        |_| {
            json!({
                "fromOn": "2099-01-01",
                "route": "PLAN_ROUTED",
                "closesAtStart": true,
                "reopenDays": 30,
                "followUpAttempts": 3,
                "followUpDays": 10,
                "undeliveredAfterMinutes": 60,
                "waitlistMode": "PROPOSE",
                "confirmCapacityDays": 30,
                "escalation": [],
            })
        },
    ),
    act(
        "Mutation.setAuthorizationPolicy",
        "of one's own plan",
        Stage::Received,
        |_| json!({ "fromOn": "2099-01-01" }),
    ),
    act(
        "Mutation.setHolidays",
        "of one's own plan",
        Stage::Received,
        |_| json!({ "days": [] }),
    ),
    act(
        "Mutation.setServiceLimit",
        "of one's own plan",
        Stage::Received,
        |_| {
            json!({ "service": "RESPITE", "kind": "HOURS_PER_YEAR", "most": 300,
                "isApproved": true, "fromOn": "2099-01-01" })
        },
    ),
    act(
        "Mutation.setPresumptiveProvider",
        "of one's own plan",
        Stage::Received,
        |_| json!({ "providerId": global_id("p1"), "service": "MEALS", "fromOn": "2099-01-01" }),
    ),
    act(
        "Mutation.closeReferral",
        "nobody has it now",
        Stage::Waiting,
        |case| json!({ "referralId": case.referral, "reason": "UNABLE_TO_REACH" }),
    ),
    act(
        "Mutation.closeReferral",
        "a provider has it",
        Stage::InHands,
        |case| json!({ "referralId": case.referral, "reason": "UNABLE_TO_REACH" }),
    ),
    act(
        "Mutation.setSafeContact",
        "the member",
        Stage::Received,
        |case| json!({ "memberId": case.member, "noVoicemail": true }),
    ),
    act(
        "Mutation.updateMember",
        "the member",
        Stage::Received,
        |case| json!({ "memberId": case.member, "isInterpreterNeeded": true }),
    ),
    act(
        "Mutation.setAddress",
        "another member",
        Stage::Received,
        |_| {
            json!({
                "memberId": global_member_id("m3"), "fromOn": "2026-11-23",
                "street": "2 Orchard Way", "county": COUNTY,
            })
        },
    ),
    act(
        "Mutation.setPhones",
        "another member",
        Stage::Received,
        |_| {
            let phones = json!([{ "number": "530 555 0188", "kind": "HOME" }]);
            json!({ "memberId": global_member_id("m3"), "phones": phones })
        },
    ),
    act(
        "Mutation.recordEnrolment",
        "the member",
        Stage::Received,
        |case| json!({ "memberId": case.member, "kind": "ENROLLED", "fromOn": "2026-01-01" }),
    ),
    act(
        "Mutation.endEnrolment",
        "the member",
        Stage::Received,
        // To come: what has ended ends the loops of the cases before.
        |case| json!({ "memberId": case.member, "untilOn": "2027-06-30", "reason": "OTHER" }),
    ),
    act(
        "Mutation.setContact",
        "the member",
        Stage::Received,
        |case| {
            json!({
                "memberId": case.member, "role": "CAREGIVER", "name": "Rosalind Pike",
                "mayBeTold": true, "mayDecide": false, "fromOn": "2026-11-01",
            })
        },
    ),
    act(
        "Mutation.endContact",
        "another member",
        Stage::Received,
        |_| {
            json!({
                "memberId": global_member_id("m3"), "contactId": global_contact_id(),
                "untilOn": "2026-11-01",
            })
        },
    ),
    act(
        "Mutation.setPopulations",
        "the member",
        Stage::Received,
        |case| {
            json!({
                "memberId": case.member, "populations": ["SMI_OR_SUD"], "fromOn": "2026-11-01",
            })
        },
    ),
    act(
        "Mutation.setPrograms",
        "the member",
        Stage::Received,
        |case| json!({ "memberId": case.member, "programs": ["HOSPICE"], "fromOn": "2026-11-01" }),
    ),
    act(
        "Mutation.setLeadCareManager",
        "the member",
        Stage::Received,
        |case| {
            json!({
                "memberId": case.member, "providerId": provider("p3"), "name": "Ada Bell",
                "fromOn": "2026-11-01",
            })
        },
    ),
    act(
        "Mutation.joinHousehold",
        "the member",
        Stage::Received,
        |case| {
            json!({
                "memberId": case.member, "withMemberId": global_member_id("m3"),
                "role": "PARTNER", "fromOn": "2026-11-01",
            })
        },
    ),
    act(
        "Mutation.leaveHousehold",
        "the member",
        Stage::Received,
        |case| json!({ "memberId": case.member, "untilOn": "2026-11-20" }),
    ),
    act(
        "Mutation.recordLifeEvent",
        "the member",
        Stage::Received,
        |case| {
            json!({
                "memberId": case.member, "kind": "RELEASE", "happenedOn": "2026-11-01",
            })
        },
    ),
    act(
        "Mutation.mergeMembers",
        "two other members",
        Stage::SignedIn,
        |_| {
            json!({
                "keepId": global_member_id(OTHER_MEMBER), "mergeId": global_member_id("m3"),
                "reason": "the same card",
            })
        },
    ),
    act(
        "Mutation.unmergeMember",
        "another member",
        Stage::SignedIn,
        |_| json!({ "memberId": global_member_id("m3") }),
    ),
    act(
        "Mutation.keepMembersApart",
        "two other members",
        Stage::Received,
        |_| {
            json!({
                "memberId": global_member_id(OTHER_MEMBER), "otherId": global_member_id("m3"),
                "reason": "twins",
            })
        },
    ),
    act(
        "Mutation.compareMembersAgain",
        "two other members",
        Stage::Received,
        |_| {
            json!({
                "memberId": global_member_id(OTHER_MEMBER), "otherId": global_member_id("m3"),
            })
        },
    ),
    act(
        "Mutation.restrictMember",
        "another member",
        Stage::SignedIn,
        |_| json!({ "memberId": global_member_id(OTHER_MEMBER) }),
    ),
    act(
        "Mutation.liftMemberRestriction",
        "another member",
        Stage::SignedIn,
        |_| json!({ "memberId": global_member_id(OTHER_MEMBER) }),
    ),
    act(
        "Mutation.restrictReferral",
        "a provider has it",
        Stage::InHands,
        |case| json!({ "referralId": case.referral, "reason": "DOMESTIC_VIOLENCE" }),
    ),
    act(
        "Mutation.restrictReferral",
        "it is restricted",
        Stage::Restricted,
        |case| json!({ "referralId": case.referral, "reason": "DOMESTIC_VIOLENCE" }),
    ),
    act(
        "Mutation.liftReferralRestriction",
        "it is restricted",
        Stage::Restricted,
        on_referral,
    ),
    act(
        "Mutation.assignReferral",
        "it is restricted",
        Stage::Restricted,
        |case| with_reason(to_provider(case, "p1")),
    ),
    act(
        "Mutation.closeReferral",
        "it is restricted",
        Stage::Restricted,
        |case| json!({ "referralId": case.referral, "reason": "UNABLE_TO_REACH" }),
    ),
    act(
        "Mutation.revokeConsent",
        "p1 has it by consent",
        Stage::Part2,
        |case| json!({ "referralId": case.referral, "revokedOn": "2026-11-02" }),
    ),
    act(
        "Mutation.recordConsent",
        "consent was revoked",
        Stage::Revoked,
        |case| json!({ "referralId": case.referral, "scope": "food", "givenOn": "2026-11-03" }),
    ),
    act(
        "Mutation.breakGlass",
        "it is restricted",
        Stage::Restricted,
        |case| json!({ "referralId": case.referral, "reason": "it cannot wait" }),
    ),
    act(
        "Mutation.setPrivacyPolicy",
        "of one's own plan",
        Stage::SignedIn,
        |_| json!({ "othersSee": "EXISTENCE", "namesCoordinators": false, "namesReviewers": false }),
    ),
    act(
        "Mutation.acknowledgeNotices",
        "one's own mailbox",
        Stage::InHands,
        |case| json!({ "upTo": case.own_cursor }),
    ),
    act(
        "Mutation.acknowledgeNotices",
        "the plan's mailbox",
        Stage::InHands,
        |case| json!({ "upTo": case.plan_cursor }),
    ),
];
