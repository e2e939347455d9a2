//! What a person may see beyond what their token says: delegated plans, whether their plan named
//! them, whom they opened. It is small and changes while tokens live, so each server keeps it in
//! memory, reads it anew each second, and joins it to every operation.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::America::Los_Angeles;
use entity::types::{AccountId, MemberId, OrganizationId};
use tokio_util::sync::CancellationToken;

use super::model::{OpenedMember, PrivacyPolicy};
use super::store;
use crate::access::{Actor, Person, Standing};
use crate::db::Db;
use crate::error::StoreError;
use crate::op::OpCtx;

/// How often a reading is begun anew that this server's own writing overtook.
const READINGS: u32 = 3;

/// Longest time for which a change made at another server goes unnoticed.
const POLL: Duration = Duration::from_secs(1);

/// What stands in no token. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Standings(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    delegates: HashMap<OrganizationId, Vec<OrganizationId>>,
    policies: HashMap<OrganizationId, PrivacyPolicy>,
    opened: HashMap<AccountId, Vec<OpenedMember>>,
    /// Counts what this server learned from its own writing.
    learned: u64,
}

impl Standings {
    /// The actor with what stands in no token, as of that instant.
    #[must_use]
    pub fn join(&self, actor: &Arc<Actor>, now: DateTime<Utc>) -> Arc<Actor> {
        let Some(person) = actor.as_person() else {
            return Arc::clone(actor);
        };
        let standing = self.of(person, now);
        if standing == Standing::default() {
            return Arc::clone(actor);
        }
        let mut person = person.clone();
        person.standing = Arc::new(standing);
        Arc::new(Actor::person(person))
    }

    fn of(&self, person: &Person, now: DateTime<Utc>) -> Standing {
        let known = self.known();
        let policy = known.policies.get(&person.organization);
        Standing {
            delegates: known
                .delegates
                .get(&person.organization)
                .cloned()
                .unwrap_or_default(),
            is_named: policy.is_some_and(|policy| policy.names(person)),
            opened: known
                .opened
                .get(&person.account)
                .into_iter()
                .flatten()
                .filter(|one| now < one.expires_at)
                .map(|one| one.member)
                .collect(),
            today: person
                .leads_care()
                .then(|| now.with_timezone(&Los_Angeles).date_naive()),
        }
    }

    /// Learns at once what this server itself has written.
    pub(super) fn open(&self, account: AccountId, opened: OpenedMember) {
        let mut known = self.known();
        known.learned += 1;
        known.opened.entry(account).or_default().push(opened);
    }

    /// Learns at once what this server itself has written.
    pub(super) fn set_policy(&self, plan: OrganizationId, policy: PrivacyPolicy) {
        let mut known = self.known();
        known.learned += 1;
        known.policies.insert(plan, policy);
    }

    /// Reads the database. What this server writes meanwhile is not in what was read, and must not
    /// be forgotten for it: then it reads again.
    pub async fn refresh(&self, db: &Db, op: &OpCtx) -> Result<(), StoreError> {
        for reading in 1..=READINGS {
            let learned = self.known().learned;
            let fresh = read(db, op).await?;
            let mut known = self.known();
            if known.learned == learned || reading == READINGS {
                *known = Known {
                    learned: known.learned,
                    ..fresh
                };
                break;
            }
        }
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps itself up to date until stopped. `op` makes a fresh operation of the server itself.
    pub async fn run(&self, db: &Db, op: impl Fn() -> OpCtx, stop: CancellationToken) {
        let wait = async || tokio::time::sleep(POLL).await;
        while stop.run_until_cancelled(wait()).await.is_some() {
            if let Err(error) = self.refresh(db, &op()).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "standing not read; trying again"
                );
            }
        }
    }
}

async fn read(db: &Db, op: &OpCtx) -> Result<Known, StoreError> {
    let reader = db.read_as_system(op, "standing is joined to everybody's operations");
    let mut fresh = Known::default();
    for (prime, delegate) in store::delegations(&reader).await? {
        fresh.delegates.entry(prime).or_default().push(delegate);
    }
    fresh.policies = store::policies(&reader).await?.into_iter().collect();
    for glass in store::glass_open(&reader, op.now()).await? {
        let opened: MemberId = glass.member;
        fresh
            .opened
            .entry(glass.account)
            .or_default()
            .push(OpenedMember {
                member: opened,
                expires_at: glass.expires_at,
            });
    }
    Ok(fresh)
}
