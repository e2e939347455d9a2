//! What one act was about: collected while it runs, written with its outcome.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::audit_event;
use entity::types::{AccountId, AuditOutcome, OrganizationId};

use super::model::{Act, Object, SERVERS_OWN};
use crate::access::About;
use crate::op::OpCtx;

/// Collects what one act was about. Clones collect together.
#[derive(Debug, Clone)]
pub struct Record {
    act: Option<Act>,
    learned: Arc<Mutex<Learned>>,
}

#[derive(Debug, Clone, Default)]
struct Learned {
    organization: Option<OrganizationId>,
    object: Option<Object>,
    about: BTreeSet<About>,
}

impl Record {
    /// Of an act.
    #[must_use]
    pub fn of(act: Act) -> Self {
        Self {
            act: Some(act),
            learned: Arc::default(),
        }
    }

    /// Of the server's own work, which nobody asked for: it leaves no row.
    #[must_use]
    pub fn none() -> Self {
        Self {
            act: None,
            learned: Arc::default(),
        }
    }

    /// The act is tried again from its beginning.
    pub fn restart(&self) {
        *self.lock() = Learned::default();
    }

    /// The act made, or turned out to be about, this record.
    pub fn object(&self, object: Object) {
        self.lock().object = Some(object);
    }

    /// The act is the server's own, and belongs to the trail of this organization.
    pub fn organization(&self, organization: OrganizationId) {
        self.lock().organization = Some(organization);
    }

    /// The act concerns a person.
    pub fn concerns(&self, about: About) {
        self.lock().about.insert(about);
    }

    /// Whom the act concerned.
    #[must_use]
    pub fn about(&self) -> BTreeSet<About> {
        self.lock().about.clone()
    }

    /// Its rows: one, or one for each plan concerned.
    #[must_use]
    pub fn rows(
        &self,
        op: &OpCtx,
        outcome: AuditOutcome,
        detail: Option<&str>,
    ) -> Vec<audit_event::Model> {
        let Some(act) = self.act else {
            return Vec::new();
        };
        let learned = self.lock().clone();
        let entry = Entry {
            by: act.by,
            organization: learned.organization,
            operation: act.operation,
            object: learned.object.or(act.object),
            outcome,
            detail,
        };
        let rows = entry.rows(op, &learned.about);
        if rows.is_empty() {
            vec![entry.row(op, None, Vec::new())]
        } else {
            rows
        }
    }

    fn lock(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What rows of one act or answer have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    /// Who it is, where nobody is signed in.
    pub(super) by: Option<(OrganizationId, AccountId)>,
    /// Whose trail it belongs to, where nobody acted.
    pub(super) organization: Option<OrganizationId>,
    pub(super) operation: &'a str,
    pub(super) object: Option<Object>,
    pub(super) outcome: AuditOutcome,
    pub(super) detail: Option<&'a str>,
}

impl Entry<'_> {
    /// One row for each plan that answers for somebody concerned: its disclosures are its own.
    pub(super) fn rows(&self, op: &OpCtx, about: &BTreeSet<About>) -> Vec<audit_event::Model> {
        let about: Vec<About> = about.iter().copied().collect();
        about
            .chunk_by(|one, other| one.plan == other.plan)
            .map(|of_plan| {
                let members = of_plan.iter().filter_map(|about| about.member);
                let subjects = members.flat_map(|member| member.0.into_bytes()).collect();
                self.row(op, of_plan.first().map(|about| about.plan), subjects)
            })
            .collect()
    }

    /// One row.
    pub(super) fn row(
        &self,
        op: &OpCtx,
        plan: Option<OrganizationId>,
        subjects: Vec<u8>,
    ) -> audit_event::Model {
        let signed_in = op.actor().as_person();
        let by = signed_in
            .map(|person| (person.organization, person.account))
            .or(self.by);
        audit_event::Model {
            id: op.new_id(),
            organization_id: by
                .map(|(organization, _)| organization)
                .or(self.organization)
                .unwrap_or(SERVERS_OWN),
            account_id: by.map(|(_, account)| account),
            occurred_at: op.now(),
            operation: self.operation.to_owned(),
            object_kind: self.object.map(|object| object.kind.code().to_owned()),
            object_id: self.object.map(|object| object.id),
            plan_id: plan,
            subjects,
            outcome: self.outcome,
            detail: self.detail.map(str::to_owned),
            request_id: op.request_id().as_str().to_owned(),
            address: op.address().map(|address| address.to_string()),
            seal_seq: None,
            seal_mac: None,
        }
    }
}
