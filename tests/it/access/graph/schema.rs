//! The type graph as the server itself tells it, and documents made of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::TestApp;

const INTROSPECTION: &str = "{
  __schema {
    queryType { name }
    subscriptionType { name }
    types {
      kind name
      possibleTypes { name }
      fields {
        name
        args { name defaultValue type { kind } }
        type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
      }
    }
  }
}";

/// What fields take that cannot be asked for without arguments, and what makes lists whole. Those
/// of roots may name what they are tried on: see [`Arguments`].
const ARGUMENTS: &[(&str, &str)] = &[
    ("Plan.services", "county: \"06007\""),
    ("Query.account", "id: \"{Account}\""),
    ("Query.accounts", "first: 100"),
    (
        "Query.assignments",
        "first: 100, filter: { statuses: [ASSIGNED, ACCEPTED, IN_SERVICE, ENDED] }",
    ),
    ("Query.auditEvents", "first: 20"),
    ("Query.authorization", "id: \"{Authorization}\""),
    ("Query.authorizations", "first: 100, orderBy: NEWEST"),
    (
        "Query.authorizationPolicy",
        "service: MEALS, planId: \"{Plan}\"",
    ),
    ("Query.brokenGlass", "first: 100"),
    ("Query.county", "fips: \"06007\""),
    ("Query.disclosures", "memberId: \"{Member}\", first: 20"),
    ("Query.loopPolicy", "service: MEALS"),
    ("Query.members", "first: 100"),
    ("Query.node", "id: \"{}\""),
    (
        "Query.presumptiveUse",
        "fromOn: \"2026-01-01\", untilOn: \"2026-12-31\"",
    ),
    ("Query.nodes", "ids: [\"{}\"]"),
    ("Query.notices", "first: 100"),
    ("Query.organizations", "first: 100"),
    ("Query.possibleDuplicates", "memberId: \"{Member}\""),
    ("Query.providers", "first: 100"),
    ("Query.reassessments", "first: 100"),
    ("Query.referral", "id: \"{Referral}\""),
    ("Query.referralCounts", "year: 2026, month: 11"),
    ("Query.referrals", "first: 100"),
    ("Query.service", "code: HOUSING_NAVIGATION"),
    ("Query.visit", "id: \"{Visit}\""),
    ("Query.visits", "first: 100"),
    (
        "Query.waitingTimes",
        "planId: \"{Plan}\", from: \"2026-11-01\", to: \"2026-11-30\"",
    ),
    ("Referral.timeline", "first: 100"),
    ("Subscription.referral", "id: \"{Referral}\""),
];

/// An object type, or an interface.
#[derive(Debug, Default)]
pub(super) struct Type {
    pub(super) fields: Vec<Field>,
    /// The types of an interface's objects.
    pub(super) possible: Vec<String>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    /// The named type, without lists and non-null.
    pub(super) of: String,
    pub(super) is_object: bool,
    has_required_arguments: bool,
}

/// The types and their fields.
#[derive(Debug)]
pub(super) struct Graph {
    types: BTreeMap<String, Type>,
    pub(super) query: String,
    pub(super) subscription: String,
}

/// One step of the type graph: from a type by a field.
pub(super) type Edge = (String, String);

/// What to ask for: a type, and what is followed from it.
#[derive(Debug)]
pub(super) struct Selection {
    pub(super) of: String,
    pub(super) follow: Vec<(String, Selection)>,
}

impl Graph {
    pub(super) async fn read(app: &TestApp) -> Self {
        let reply = app.anonymous().query(INTROSPECTION, json!({})).await;
        let schema = reply.field();
        let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
        let mut types = BTreeMap::new();
        for one in schema["types"].as_array().unwrap() {
            if matches!(one["kind"].as_str(), Some("OBJECT" | "INTERFACE" | "UNION"))
                && !name(one).starts_with("__")
            {
                let list = |key: &str| one[key].as_array().cloned().unwrap_or_default();
                let of = Type {
                    fields: list("fields").iter().map(Field::read).collect(),
                    possible: match one["kind"].as_str() {
                        Some("OBJECT") => Vec::new(),
                        _ => list("possibleTypes").iter().map(name).collect(),
                    },
                };
                types.insert(name(one), of);
            }
        }
        Self {
            types,
            query: name(&schema["queryType"]),
            subscription: name(&schema["subscriptionType"]),
        }
    }

    pub(super) fn of(&self, name: &str) -> &Type {
        &self.types[name]
    }

    /// What has a global id, and can be asked for by it.
    pub(super) fn nodes(&self) -> &[String] {
        &self.of("Node").possible
    }

    pub(super) fn is_node(&self, name: &str) -> bool {
        self.nodes().iter().any(|one| one == name)
    }

    /// Every edge that reading can come by.
    pub(super) fn edges(&self) -> BTreeSet<Edge> {
        let mut found = BTreeSet::new();
        let mut queue = VecDeque::from([self.query.clone(), self.subscription.clone()]);
        while let Some(name) = queue.pop_front() {
            queue.extend(self.of(&name).possible.iter().cloned());
            for field in self.of(&name).fields.iter().filter(|field| field.is_object) {
                if found.insert((name.clone(), field.name.clone())) {
                    queue.push_back(field.of.clone());
                }
            }
        }
        found
    }

    /// Every edge that can be reached from that type, each once, by the shortest way.
    pub(super) fn every_edge_from(&self, of: &str) -> Selection {
        let mut made = vec![(of.to_owned(), Vec::<(String, usize)>::new())];
        let mut seen = BTreeSet::new();
        let mut queue = VecDeque::from([0]);
        while let Some(place) = queue.pop_front() {
            let name = made[place].0.clone();
            assert!(
                self.of(&name).possible.is_empty(),
                "{name}: only roots answer with an interface so far"
            );
            for field in self.of(&name).fields.iter().filter(|field| field.is_object) {
                if seen.insert((name.clone(), field.name.clone())) {
                    let next = made.len();
                    made[place].1.push((field.name.clone(), next));
                    made.push((field.of.clone(), Vec::new()));
                    queue.push_back(next);
                }
            }
        }
        assemble(&made, 0)
    }

    /// All that an object of that type says itself, up to the objects that have ids of their own.
    pub(super) fn record_of(&self, of: &str) -> Selection {
        let mut follow = Vec::new();
        for field in self.of(of).fields.iter().filter(|field| field.is_object) {
            let selection = if self.is_node(&field.of) {
                Selection {
                    of: field.of.clone(),
                    follow: Vec::new(),
                }
            } else {
                self.record_of(&field.of)
            };
            follow.push((field.name.clone(), selection));
        }
        Selection {
            of: of.to_owned(),
            follow,
        }
    }

    /// A field with its arguments, ready to be followed by what is asked of it.
    pub(super) fn call(&self, of: &str, field: &str) -> String {
        let key = format!("{of}.{field}");
        let known = ARGUMENTS.iter().find(|(one, _)| *one == key);
        let fields = &self.of(of).fields;
        let declared = fields.iter().find(|one| one.name == field).unwrap();
        match known {
            Some((_, arguments)) => format!("{field}({arguments})"),
            None if declared.has_required_arguments => {
                panic!("{key} has required arguments: say in ARGUMENTS what to ask")
            }
            None => field.to_owned(),
        }
    }

    /// The selection as text: every scalar, and what is followed.
    pub(super) fn text(&self, selection: &Selection) -> String {
        let mut text = "{ __typename".to_owned();
        let scalars = self.of(&selection.of).fields.iter();
        for field in scalars.filter(|field| !field.is_object) {
            write!(text, " {}", self.call(&selection.of, &field.name)).unwrap();
        }
        for (field, next) in &selection.follow {
            let (call, next) = (self.call(&selection.of, field), self.text(next));
            write!(text, " {call} {next}").unwrap();
        }
        text + " }"
    }
}

impl Field {
    fn read(field: &Value) -> Self {
        let mut of = &field["type"];
        while of["ofType"].is_object() {
            of = &of["ofType"];
        }
        let arguments = field["args"].as_array().unwrap();
        Self {
            name: field["name"].as_str().unwrap().to_owned(),
            of: of["name"].as_str().unwrap().to_owned(),
            is_object: matches!(of["kind"].as_str(), Some("OBJECT" | "INTERFACE" | "UNION")),
            has_required_arguments: arguments.iter().any(|argument| {
                argument["type"]["kind"] == "NON_NULL" && argument["defaultValue"].is_null()
            }),
        }
    }
}

fn assemble(made: &[(String, Vec<(String, usize)>)], place: usize) -> Selection {
    let (of, follow) = &made[place];
    Selection {
        of: of.clone(),
        follow: follow
            .iter()
            .map(|(field, next)| (field.clone(), assemble(made, *next)))
            .collect(),
    }
}
