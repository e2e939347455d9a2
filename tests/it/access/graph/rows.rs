//! What there is, behind the scenes: every record that has a global id, and which belong together.

use std::collections::{BTreeMap, BTreeSet};

use entity::types::OrganizationKind;
use entity::{
    account, assignment, member, offering, organization, referral, service_authorization, visit,
};
use handoff::graphql::NodeKind;
use serde_json::Value;
use uuid::Uuid;

use super::facts::Facts;
use crate::support::TestApp;

pub(super) struct Rows {
    /// The global ids of each type.
    pub(super) ids: BTreeMap<String, Vec<String>>,
    assignments: Vec<Assignment>,
}

/// An assignment and what belongs to it, by their global ids.
struct Assignment {
    id: String,
    referral: String,
    member: String,
    provider: String,
}

fn global(kind: NodeKind, id: Uuid) -> String {
    kind.encode(id).0
}

impl Rows {
    pub(super) async fn read(app: &TestApp) -> Self {
        let mut ids: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut add = |kind: NodeKind, id: Uuid| {
            let of = ids.entry(kind.to_string()).or_default();
            of.push(global(kind, id));
        };
        for row in app.rows::<organization::Entity>().await {
            match row.kind {
                OrganizationKind::Plan => add(NodeKind::Plan, row.id.0),
                OrganizationKind::Provider => add(NodeKind::Provider, row.id.0),
                OrganizationKind::Referrer
                | OrganizationKind::State
                | OrganizationKind::Operator => {}
            }
        }
        for row in app.rows::<offering::Entity>().await {
            add(NodeKind::Offering, row.id.0);
        }
        for row in app.rows::<member::Entity>().await {
            add(NodeKind::Member, row.id.0);
        }
        for row in app.rows::<referral::Entity>().await {
            add(NodeKind::Referral, row.id.0);
        }
        for row in app.rows::<account::Entity>().await {
            add(NodeKind::Account, row.id.0);
        }
        for row in app.rows::<service_authorization::Entity>().await {
            add(NodeKind::Authorization, row.id.0);
        }
        for row in app.rows::<visit::Entity>().await {
            add(NodeKind::Visit, row.id.0);
        }
        let mut assignments = Vec::new();
        for row in app.rows::<assignment::Entity>().await {
            add(NodeKind::Assignment, row.id.0);
            assignments.push(Assignment {
                id: global(NodeKind::Assignment, row.id.0),
                referral: global(NodeKind::Referral, row.referral_id.0),
                member: global(NodeKind::Member, row.member_id.0),
                provider: global(NodeKind::Provider, row.provider_id.0),
            });
        }
        Self { ids, assignments }
    }

    /// What is on the work list of a provider, of all that it may see.
    pub(super) fn of_provider(&self, provider: &str, of: &BTreeSet<String>) -> BTreeSet<String> {
        let own = self
            .assignments
            .iter()
            .filter(|one| one.provider == provider);
        let own = own.map(|one| one.id.clone());
        own.filter(|id| of.contains(id)).collect()
    }

    /// Where the edges between records say otherwise than the records: from an assignment to its
    /// referral and its member, and from a referral to all its assignments.
    pub(super) fn against(&self, records: &Facts) -> Vec<String> {
        let (referrals, members) = (records.of("Referral"), records.of("Member"));
        let shown = records.of("Assignment");
        let mut wrong = Vec::new();
        let told = |id: &str, way: &str| {
            let key = (id.to_owned(), way.to_owned());
            records.values.get(&key).map(|(value, _)| value.clone())
        };
        let mut of_referral: BTreeMap<&String, Vec<Value>> = BTreeMap::new();
        for assignment in &self.assignments {
            let Assignment {
                id,
                referral,
                member,
                ..
            } = assignment;
            if !shown.contains(id) {
                continue;
            }
            of_referral
                .entry(referral)
                .or_default()
                .push(id.as_str().into());
            for (edge, to, is_visible) in [
                ("referral", referral, referrals.contains(referral)),
                ("member", member, members.contains(member)),
            ] {
                let expected = if is_visible {
                    to.as_str().into()
                } else {
                    Value::Null
                };
                if told(id, edge).as_ref() != Some(&expected) {
                    let told = told(id, edge).unwrap_or_default();
                    wrong.push(format!(
                        "Assignment.{edge} of {id}: {told}, by ids {expected}"
                    ));
                }
            }
        }
        for referral in &referrals {
            let mut expected = of_referral.remove(referral).unwrap_or_default();
            let told = told(referral, "assignments").unwrap_or_default();
            let mut listed = told.as_array().cloned().unwrap_or_default();
            expected.sort_by_key(Value::to_string);
            listed.sort_by_key(Value::to_string);
            if listed != expected {
                wrong.push(format!(
                    "Referral.assignments of {referral}: {listed:?}, by ids {expected:?}"
                ));
            }
        }
        wrong
    }
}
