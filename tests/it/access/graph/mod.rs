//! Every path tells the same. From the schema itself come documents that take every edge of the
//! type graph from every root; everybody around a network with all kinds of cases sends them, and
//! whatever comes back is held against what `nodes(ids)` gives the same person: the same objects,
//! and of each the same values, withheld or not.

mod facts;
mod rows;
mod schema;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use handoff::identity::Role;
use serde_json::{Value, json};

use self::facts::Facts;
use self::rows::Rows;
use self::schema::{Edge, Graph, Selection};
use super::case::{ROLES, STANDINGS};
use crate::support::network::{delegate, global_id, offer_delegation};
use crate::support::{Caller, TestApp, both_engines, eventually};

/// The documents are longer than any client's.
const ROOM: &[(&str, &str)] = &[
    ("LIMITS__QUERY_BYTES", "1000000"),
    ("LIMITS__QUERY_TOKENS", "100000"),
    ("LIMITS__QUERY_DEPTH", "100"),
    ("LIMITS__QUERY_COST", "1000000"),
    ("LIMITS__SOCKET_MESSAGE_BYTES", "1000000"),
    ("LIMITS__SOCKETS_PER_PERSON", "1000"),
];

/// How many records are asked for one by one, of those of a type.
const SOME: usize = 2;

/// Answers that say: not for you.
const CLOSED: &[&str] = &["FORBIDDEN", "NOT_FOUND", "UNAUTHENTICATED"];

/// Lists that hold every object of the type that their reader may see, where they may ask at all.
const COMPLETE: &[(&str, &str)] = &[
    ("accounts", "Account"),
    ("assignments", "Assignment"),
    ("members", "Member"),
    ("plans", "Plan"),
    ("providers", "Provider"),
    ("referrals", "Referral"),
    ("visits", "Visit"),
];

/// Edges behind which nobody here finds anything, each with its reason.
const NEVER_WALKED: &[(&str, &str, &str)] = &[
    (
        "Referral",
        "namedProvider",
        "both plans find a provider themselves; naming has it",
    ),
    (
        "Referral",
        "earlyContacts",
        "nobody is named; naming has it",
    ),
    ("EarlyContact", "provider", "nobody is named; naming has it"),
    (
        "Packet",
        "diagnoses",
        "no referral names a social need that was served; triage has the packet",
    ),
    ("Query", "waitingTimes", "nobody waited; waitlist has it"),
    ("WaitingTime", "county", "nobody waited; waitlist has it"),
    (
        "Nudges",
        "latest",
        "nothing goes undelivered here; duty::nudges has it",
    ),
    (
        "Nudges",
        "settings",
        "nobody has set one; duty::nudges has it",
    ),
    (
        "OutreachDuty",
        "excuse",
        "nothing is excused; duty::excuse has it",
    ),
    (
        "Assignment",
        "handOffs",
        "nobody is handed over; ways has it",
    ),
    (
        "Query",
        "loopPolicies",
        "the plans keep the default; ways has it",
    ),
    (
        "Assignment",
        "authorizationDraft",
        "the plans want no authorization before a start; authorizing has it",
    ),
    (
        "AuthorizationDraft",
        "service",
        "the plans want no authorization before a start; authorizing has it",
    ),
    (
        "AuthorizationDraft",
        "billingCodes",
        "the plans want no authorization before a start; authorizing has it",
    ),
    (
        "AuthorizationDraft",
        "wish",
        "the plans want no authorization before a start; authorizing has it",
    ),
    (
        "AuthorizationDraft",
        "criteria",
        "the plans want no authorization before a start; authorizing has it",
    ),
    (
        "Query",
        "authorizationPolicies",
        "the plans have set none; policies_authorization has it",
    ),
    (
        "Query",
        "holidays",
        "the plans have set none; policies_authorization has it",
    ),
    (
        "Query",
        "presumptiveProviders",
        "the plans have named none; presumptive has it",
    ),
    (
        "Query",
        "serviceLimits",
        "the plans have set none; limits has it",
    ),
    (
        "PresumptiveProvider",
        "provider",
        "the plans have named none; presumptive has it",
    ),
    (
        "Query",
        "presumptiveUse",
        "the plans have named none; presumptive has it",
    ),
    (
        "PresumptiveUse",
        "provider",
        "the plans have named none; presumptive has it",
    ),
    (
        "ComparableDecision",
        "answers",
        "nobody answered a criterion; authorizing has it",
    ),
    (
        "CapacityPool",
        "pause",
        "everybody takes referrals; capacity has it",
    ),
    (
        "CapacityPool",
        "proposals",
        "nobody asks for more; capacity has it",
    ),
    (
        "CapacityProposal",
        "plan",
        "nobody asks for more; capacity has it",
    ),
    (
        "CapacityProposal",
        "provider",
        "nobody asks for more; capacity has it",
    ),
    (
        "Query",
        "capacityProposals",
        "nobody asks for more; capacity has it",
    ),
    ("Referral", "waiting", "everybody has room; routing has it"),
    (
        "Assignment",
        "authorization",
        "the plans authorize elsewhere; authorizing has it",
    ),
    (
        "Visit",
        "authorization",
        "the plans want none; visits has it",
    ),
    (
        "AuthorizationEntry",
        "assignment",
        "nothing is drawn; authorizing has it",
    ),
    (
        "Task",
        "address",
        "nobody who is told has one; told::tasks has it",
    ),
    (
        "Task",
        "ending",
        "the list has open ones; told::tasks has it",
    ),
];

/// One of those who ask.
struct Reader {
    name: String,
    key: Option<&'static str>,
    caller: Caller,
}

fn readers(app: &TestApp) -> Vec<Reader> {
    let mut known = BTreeSet::new();
    let mut readers = Vec::new();
    for one in STANDINGS.iter().chain(ROLES) {
        let name = format!("{} {}", one.heading.0, one.heading.1);
        let person = (one.key, one.role.map(Role::code));
        if known.insert(person) {
            let (key, caller) = (one.key, one.caller(app));
            readers.push(Reader { name, key, caller });
        }
    }
    for (key, role) in [("b", Role::PlanPrivacy), ("p3", Role::LeadCareManager)] {
        readers.push(Reader {
            name: format!("{key} {}", role.code()),
            key: Some(key),
            caller: app.colleague(key, role),
        });
    }
    readers
}

/// What everybody was told, and what was wrong with it.
struct Proof<'a> {
    app: &'a TestApp,
    graph: Graph,
    rows: Rows,
    walked: BTreeSet<Edge>,
    wrong: BTreeSet<String>,
    when: &'static str,
}

both_engines!(
    whoever_asks_is_told_the_same_by_every_path,
    ROOM,
    async |app: TestApp| {
        let world = world::build(&app).await;
        offer_delegation(&app, "a", "b").await;
        let mut proof = Proof {
            app: &app,
            graph: Graph::read(&app).await,
            rows: Rows::read(&app).await,
            walked: BTreeSet::new(),
            wrong: BTreeSet::new(),
            when: "as it is",
        };
        proof.everybody(|_| true).await;

        let of_plan = |key| move |reader: &Reader| reader.key == Some(key);
        proof.when = "with the glass broken";
        world::break_glass(&app).await;
        proof.everybody(of_plan("a")).await;
        app.advance(TimeDelta::minutes(61));

        proof.when = "with what is restricted hidden";
        world::set_policy(&app, "NOTHING", false).await;
        let around = |reader: &Reader| matches!(reader.key, Some("a" | "p1" | "r1"));
        proof.everybody(around).await;

        proof.when = "with coordinators named";
        world::set_policy(&app, "EXISTENCE", true).await;
        proof.everybody(of_plan("a")).await;

        proof.when = "with plan b delegated to plan a";
        delegate(&app, "b", Some("a")).await;
        eventually(async || world.is_visible(&app.plan()).await.then_some(())).await;
        let of_plans = |reader: &Reader| matches!(reader.key, Some("a" | "b" | "o"));
        proof.everybody(of_plans).await;
        proof.assert_every_edge_was_walked();
        let wrong: Vec<_> = proof.wrong.into_iter().collect();
        assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    }
);

impl Proof<'_> {
    async fn everybody(&mut self, who: impl Fn(&Reader) -> bool) {
        for reader in readers(self.app).iter().filter(|reader| who(reader)) {
            let records = self.records(reader).await;
            let mut told = Vec::new();
            for root in &self.graph.of(&self.graph.query).fields {
                if root.is_object {
                    told.push((root.name.clone(), self.ask(reader, root, &records).await));
                }
            }
            for root in &self.graph.of(&self.graph.subscription).fields {
                told.push((
                    format!("subscription {}", root.name),
                    self.listen(reader, root, &records).await,
                ));
            }
            for (root, facts) in told {
                self.hold(reader, &root, facts.against(&records));
                if facts.is_answered {
                    self.hold(reader, &root, self.missing(reader, &root, &facts, &records));
                }
                self.walked.extend(facts.walked);
            }
            let wrong = self.rows.against(&records);
            self.hold(reader, "edges", wrong);
        }
    }

    /// What a list that claims to be complete leaves out.
    fn missing(&self, reader: &Reader, list: &str, facts: &Facts, records: &Facts) -> Vec<String> {
        let Some((_, of)) = COMPLETE.iter().find(|(one, _)| *one == list) else {
            return Vec::new();
        };
        let mut visible = records.of(of);
        if list == "assignments" {
            // A plan's work list has all, a provider's its own; others have none.
            visible = match reader.key {
                Some("a" | "b") => visible,
                Some(key) if key.starts_with('p') => {
                    self.rows.of_provider(&global_id(key), &visible)
                }
                _ => BTreeSet::new(),
            };
        }
        let listed = facts.listed(of, list);
        if list == "referrals" && matches!(reader.key, Some("a" | "b")) {
            // A plan's list holds what was referred to the plans it answers for: those of whom it
            // shows any. What it referred to another plan itself comes by its notices.
            let plan_of = |id: &String| {
                let key = (id.clone(), "plan".to_owned());
                records.values.get(&key).map(|(plan, _)| plan.clone())
            };
            let plans: Vec<_> = listed.iter().map(plan_of).collect();
            visible.retain(|id| plans.contains(&plan_of(id)));
        }
        let missing = visible.difference(&listed);
        missing.map(|id| format!("{of} {id} is missing")).collect()
    }

    fn hold(&mut self, reader: &Reader, root: &str, wrong: Vec<String>) {
        for one in wrong {
            let (when, name) = (self.when, &reader.name);
            self.wrong.insert(format!("{when}, {name}: {root}: {one}"));
        }
    }

    /// What somebody is told of each object by its id.
    async fn records(&mut self, reader: &Reader) -> Facts {
        let mut records = Facts::default();
        for of in self.graph.nodes() {
            let ids = &self.rows.ids[of];
            let selection = self.graph.record_of(of);
            let text = self.graph.text(&selection);
            for ids in ids.chunks(100) {
                let document =
                    format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {of} {text} }} }}");
                let reply = reader.caller.query(&document, json!({ "ids": ids })).await;
                records.take(&self.graph, &selection, "nodes", reply.field());
            }
        }
        let wrong = std::mem::take(&mut records.contradictions);
        self.hold(reader, "by id", wrong);
        records
    }

    /// What somebody is told by one root, on whatever it may be about.
    async fn ask(&self, reader: &Reader, root: &schema::Field, records: &Facts) -> Facts {
        let mut facts = Facts::default();
        let call = self.graph.call(&self.graph.query, &root.name);
        for selection in self.selections(root) {
            let mut text = self.graph.text(&selection);
            if root.of != selection.of {
                text = format!("{{ ... on {} {text} }}", selection.of);
            }
            for call in on_each(&call, &selection.of, &self.rows, records) {
                let document = format!("{{ {call} {text} }}");
                let reply = reader.caller.query(&document, json!({})).await;
                let body = reply.body();
                for error in body["errors"].as_array().into_iter().flatten() {
                    let code = error["extensions"]["code"].as_str().unwrap();
                    let depth = error["path"].as_array().map_or(0, Vec::len);
                    assert!(
                        CLOSED.contains(&code) && depth == 1,
                        "{error:#}: {document}"
                    );
                }
                let answer = &body["data"][&root.name];
                facts.is_answered |= !answer.is_null();
                if !is_empty(answer) {
                    let edge = (self.graph.query.clone(), root.name.clone());
                    facts.walked.insert(edge);
                }
                facts.take(&self.graph, &selection, &root.name, answer);
            }
        }
        facts
    }

    /// All edges from a root; from one that answers with an interface, for each of its types.
    fn selections(&self, root: &schema::Field) -> Vec<Selection> {
        let of = self.graph.of(&root.of);
        if of.possible.is_empty() {
            vec![self.graph.every_edge_from(&root.of)]
        } else {
            let each = |of: &String| self.graph.every_edge_from(of);
            of.possible.iter().map(each).collect()
        }
    }

    /// What somebody is told by the first items of a subscription, up to the mark.
    async fn listen(&self, reader: &Reader, root: &schema::Field, records: &Facts) -> Facts {
        let mut facts = Facts::default();
        let selection = self.graph.every_edge_from(&root.of);
        let text = self.graph.text(&selection);
        let call = self.graph.call(&self.graph.subscription, &root.name);
        for call in on_each(&call, &selection.of, &self.rows, records) {
            let document = format!("subscription {{ {call} {text} }}");
            let mut stream = reader.caller.subscribe(&document, json!({})).await;
            loop {
                let item = match stream.next_or_fault().await {
                    Ok(item) => item,
                    Err(code) => {
                        assert!(CLOSED.contains(&code.as_str()), "{code}: {document}");
                        break;
                    }
                };
                let edge = (self.graph.subscription.clone(), root.name.clone());
                facts.walked.insert(edge);
                facts.take(&self.graph, &selection, &root.name, &item);
                if item.get("notice").is_none_or(Value::is_null) {
                    break;
                }
            }
        }
        facts
    }

    fn assert_every_edge_was_walked(&self) {
        let excused: BTreeMap<Edge, &str> = NEVER_WALKED
            .iter()
            .map(|(of, field, why)| (((*of).to_owned(), (*field).to_owned()), *why))
            .collect();
        let excused: BTreeSet<Edge> = excused.into_keys().collect();
        let edges = self.graph.edges();
        assert!(edges.len() > 80, "{} edges", edges.len());
        let dead: Vec<_> = edges.difference(&self.walked).collect();
        let dead: Vec<_> = dead.iter().filter(|edge| !excused.contains(edge)).collect();
        assert!(dead.is_empty(), "nobody found anything behind: {dead:#?}");
        let stale: Vec<_> = excused.difference(&edges).collect();
        assert!(stale.is_empty(), "not in the schema: {stale:#?}");
        let found: Vec<_> = excused.intersection(&self.walked).collect();
        assert!(
            found.is_empty(),
            "somebody found something behind: {found:#?}"
        );
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null()
        || value
            .as_array()
            .is_some_and(|items| items.iter().all(Value::is_null))
}

/// The call on what it can be about: `{}` stands for a record of the type that is asked for, and
/// `{Member}` for a member. Together it takes all that its reader may see; one by one some of them,
/// and one more that they may not.
fn on_each(call: &str, of: &str, rows: &Rows, records: &Facts) -> Vec<String> {
    let placed = |of: &str| format!("\"{{{of}}}\"");
    let kind = rows.ids.keys().find(|kind| call.contains(&placed(kind)));
    let (place, of) = match kind {
        Some(kind) => (format!("{{{kind}}}"), kind.as_str()),
        None if call.contains(&placed("")) => ("{}".to_owned(), of),
        None => return vec![call.to_owned()],
    };
    let visible: Vec<_> = records.of(of).into_iter().collect();
    if call.contains('[') {
        return vec![call.replace(&place, &visible.join("\", \""))];
    }
    let some = visible.iter().step_by(visible.len() / SOME + 1);
    let unseen = rows.ids[of].iter().find(|id| !visible.contains(id));
    some.chain(unseen)
        .map(|id| call.replace(&place, id))
        .collect()
}
