//! The demonstration as a whole: repeatable, consistent, and every stage in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::types::{AssignmentStatus, PoolId, ReferralStatus, SlotState};
use entity::{
    appeal, assignment, mailbox, notice, pool, pool_share, referral, service_authorization,
};

use super::dice::{Dice, day};
use super::*;
use crate::access::Actor;
use crate::clock::ManualClock;
use crate::clocks::outreach::{DutyStatus, OutreachDuty};
use crate::db::{Db, Reader};
use crate::entropy::SeededEntropy;
use crate::installation;
use crate::members::Cin;
use crate::op::{OpCtx, RequestId};
use crate::providers::Npi;

const SMALL: Size = Size {
    providers: 180,
    members: 900,
    referrals: 90,
};

fn now() -> DateTime<Utc> {
    "2026-11-22T17:40:00Z".parse().unwrap()
}

fn invented(seed: u64) -> Invention {
    Invention::of(seed, SMALL, now(), "not a hash")
}

struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &'static str, _: u64) {}
    fn step(&self) {}
}

async fn loaded(directory: &tempfile::TempDir) -> (Invention, Db, OpCtx) {
    let path = directory.path().join("demo.sqlite");
    let db = Db::open(&format!("sqlite://{}", path.display()), 2)
        .await
        .unwrap();
    db.migrate().await.unwrap();
    let op = OpCtx::start(
        Arc::new(Actor::system()),
        &ManualClock::new(now()),
        RequestId::new("test"),
        Arc::new(SeededEntropy::new(0)),
    );
    installation::ensure(&db, &op).await.unwrap();
    let invention = invented(1);
    load(&invention, &db, &Silent).await.unwrap();
    (invention, db, op)
}

#[test]
fn the_same_seed_invents_the_same_and_another_seed_another() {
    let (first, second, other) = (invented(7), invented(7), invented(8));
    assert_eq!(first.rows, second.rows);
    assert_eq!(first.stories, second.stories);
    assert_ne!(first.rows, other.rows);
}

#[test]
fn directory_people_and_ids_do_not_depend_on_the_moment() {
    let later = now() + chrono::TimeDelta::days(40);
    let (mut first, mut second) = (
        invented(3).rows,
        Invention::of(3, SMALL, later, "another hash").rows,
    );
    for rows in [&mut first, &mut second] {
        for pool in &mut rows.pools {
            pool.updated_at = now();
        }
        for account in &mut rows.accounts {
            account.password_hash.clear();
        }
    }
    assert_eq!(first, second);
}

#[test]
fn numbers_are_valid_and_names_are_unique() {
    let rows = Invention::of(1, Size::FULL, now(), "").rows;
    assert_eq!(rows.providers.len(), 400);
    assert_eq!(rows.members.len(), 2000);
    for member in &rows.members {
        let cin: Cin = member.cin.parse().unwrap();
        assert_eq!(cin.as_str(), member.cin);
        assert!(member.street.is_some() || member.whereabouts.is_some());
    }
    let mut without = 0;
    for provider in &rows.providers {
        match &provider.npi {
            Some(number) => assert!(number.parse::<Npi>().is_ok(), "{number}"),
            None => without += 1,
        }
    }
    assert!(without > 50, "community organizations may have none");
    let names: BTreeSet<&str> = rows
        .organizations
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(names.len(), rows.organizations.len());
    let emails: BTreeSet<&str> = rows.accounts.iter().map(|row| row.email.as_str()).collect();
    assert_eq!(emails.len(), rows.accounts.len());
    assert!(emails.iter().all(|email| email.ends_with(".example")));
}

#[test]
fn every_npi_has_its_check_digit() {
    let mut dice = Dice::new(1, "test", 0);
    for _ in 0..1000 {
        assert!(providers::npi(&mut dice).parse::<Npi>().is_ok());
    }
}

#[test]
fn every_offering_is_covered_by_a_contract_of_a_plan_that_offers_it_there() {
    let rows = Invention::of(1, Size::FULL, now(), "").rows;
    let today = day(2026, 11, 22);
    let mut counties = BTreeSet::new();
    for area in &rows.areas {
        let is_covered = rows.contracts.iter().any(|contract| {
            contract.provider_id == area.provider_id
                && contract.service == area.service
                && contract.from_on <= today
                && rows.plan_services.iter().any(|offer| {
                    offer.plan_id == contract.plan_id
                        && offer.service == area.service
                        && offer.county_fips == area.county_fips
                        && offer.from_on <= today
                        && offer.until_on.is_none_or(|until| until >= today)
                })
        });
        assert!(is_covered, "{area:?}");
        counties.insert(area.county_fips.as_str());
    }
    // All but Yuba, for which the source names no plan.
    assert_eq!(counties.len(), 57);
    let offered: BTreeSet<_> = rows.offerings.iter().map(|row| row.provider_id).collect();
    assert_eq!(offered.len(), rows.providers.len());
    let shared = |pool: PoolId| {
        rows.offerings
            .iter()
            .filter(|row| row.pool_id == pool)
            .count()
    };
    assert!(rows.pools.iter().any(|pool| shared(pool.id) == 5));
    assert!(rows.pools.iter().all(|pool| shared(pool.id) >= 1));
}

#[tokio::test]
async fn a_loaded_demonstration_is_consistent_and_has_every_stage() {
    let directory = tempfile::tempdir().unwrap();
    let (invention, db, op) = Box::pin(loaded(&directory)).await;
    let reader = db.read(&op);

    let referrals = reader.select::<referral::Entity>().all().await.unwrap();
    let made = invention.stories.len() + invention.reviewed.len();
    assert_eq!(referrals.len(), made);
    let statuses: BTreeSet<ReferralStatus> = referrals.iter().map(|row| row.status).collect();
    // Nobody waits for a place: the invented network always has room.
    assert_eq!(statuses.len(), ReferralStatus::ALL.len() - 1);
    let reasons: BTreeSet<_> = referrals
        .iter()
        .filter_map(|row| row.closure_reason.as_deref())
        .collect();
    assert_eq!(reasons.len(), 6);

    let assignments = reader.select::<assignment::Entity>().all().await.unwrap();
    let statuses: BTreeSet<AssignmentStatus> = assignments.iter().map(|row| row.status).collect();
    assert_eq!(statuses.len(), AssignmentStatus::ALL.len());
    ledger_agrees(&reader, &assignments).await;
    duties_are_of_all_kinds(&assignments);
    mailboxes_are_gap_free(&reader).await;
}

/// What pools and shares say is held and in use is what the assignments say.
async fn ledger_agrees(reader: &Reader, assignments: &[assignment::Model]) {
    let count = |of: &dyn Fn(&assignment::Model) -> bool, slot: SlotState| {
        let rows = assignments.iter().filter(|row| row.slot == slot && of(row));
        i32::try_from(rows.count()).unwrap()
    };
    let pools = reader.select::<pool::Entity>().all().await.unwrap();
    let mut is_full = 0;
    for pool in &pools {
        let of = |row: &assignment::Model| row.pool_id == pool.id;
        assert_eq!(pool.held, count(&of, SlotState::Held), "{pool:?}");
        assert_eq!(pool.active, count(&of, SlotState::Active), "{pool:?}");
        assert!(pool.held + pool.active <= pool.capacity);
        is_full += i32::from(pool.held + pool.active == pool.capacity);
    }
    assert!(is_full > 0);
    assert!(pools.iter().any(|pool| pool.is_paused));
    for share in reader.select::<pool_share::Entity>().all().await.unwrap() {
        let of =
            |row: &assignment::Model| row.pool_id == share.pool_id && row.plan_id == share.plan_id;
        assert_eq!(share.held, count(&of, SlotState::Held));
        assert_eq!(share.active, count(&of, SlotState::Active));
        assert!(share.cap.is_none_or(|cap| share.held + share.active <= cap));
    }
}

fn duties_are_of_all_kinds(assignments: &[assignment::Model]) {
    let mut duties = BTreeMap::new();
    for row in assignments {
        let Some(due_at) = row.outreach_due_at else {
            continue;
        };
        let duty = OutreachDuty {
            due_at,
            first_attempt_at: row.first_attempt_at,
            started_at: row.service_started_at,
            excused_at: None,
            ended_at: row.ended_at,
        };
        *duties
            .entry(format!("{:?}", duty.status(now())))
            .or_insert(0) += 1;
    }
    let of = |status: DutyStatus| duties.get(&format!("{status:?}")).copied().unwrap_or(0);
    assert!(of(DutyStatus::Met) > of(DutyStatus::Missed), "{duties:?}");
    assert!(of(DutyStatus::Missed) > 0, "{duties:?}");
    assert!(of(DutyStatus::Running) > 0, "{duties:?}");
}

async fn mailboxes_are_gap_free(reader: &Reader) {
    let notices = reader.select::<notice::Entity>().all().await.unwrap();
    let mut seqs: BTreeMap<_, Vec<i64>> = BTreeMap::new();
    for notice in &notices {
        seqs.entry(notice.organization_id)
            .or_default()
            .push(notice.seq);
        assert!(notice.occurred_at <= now());
        assert!(
            notice
                .delivered_at
                .is_none_or(|at| at >= notice.occurred_at)
        );
    }
    for mailbox in reader.select::<mailbox::Entity>().all().await.unwrap() {
        let mut seqs = seqs.remove(&mailbox.organization_id).unwrap_or_default();
        seqs.sort_unstable();
        assert!(seqs.into_iter().eq(1..=mailbox.last_seq));
    }
    assert!(
        notices
            .iter()
            .any(|notice| notice.acknowledged_at.is_some())
    );
    assert!(notices.iter().any(|notice| notice.delivered_at.is_none()));
}

#[tokio::test]
async fn the_plan_of_the_guide_authorizes_and_is_appealed() {
    use entity::types::AuthorizationStatus::{Approved, Denied, Pending, Reduced};
    let directory = tempfile::tempdir().unwrap();
    let (_, db, op) = Box::pin(loaded(&directory)).await;
    let reader = db.read(&op);
    let found = reader.select::<service_authorization::Entity>();
    let found = found.all().await.unwrap();
    let mut statuses: Vec<_> = found.iter().map(|one| one.status).collect();
    statuses.sort_by_key(|status| format!("{status:?}"));
    assert_eq!(statuses, [Approved, Denied, Pending, Reduced]);
    let served = found.iter().find(|one| one.status == Approved).unwrap();
    assert_eq!((served.units, served.used_units), (Some(24), 1));
    let less = found.iter().find(|one| one.status == Reduced).unwrap();
    assert_eq!((less.units, less.announced_units), (Some(24), Some(8)));
    let appeals = reader.select::<appeal::Entity>().all().await.unwrap();
    assert_eq!(appeals.len(), 1);
    assert!(appeals.iter().all(|one| one.ended_at.is_none()));
}

#[test]
fn the_commands_of_the_guide_name_accounts_that_are_there() {
    let invention = invented(1);
    let guide = Guide::new(&invention, "127.0.0.1:8080".parse().unwrap());
    let text = guide.to_string();
    let named: BTreeSet<&str> = text
        .split(|letter: char| letter.is_whitespace() || "\"\\':".contains(letter))
        .filter(|word| word.contains('@'))
        .collect();
    assert_eq!(named.len(), 15, "{text}");
    for email in named {
        assert!(
            invention.accounts().any(|account| account.email == email),
            "{email}"
        );
    }
}

#[test]
fn the_marker_is_read_back() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(Marker::read(directory.path()).unwrap(), None);
    let marker = Marker::loading(5);
    for marker in [marker, marker.complete()] {
        marker.write(directory.path()).unwrap();
        assert_eq!(Marker::read(directory.path()).unwrap(), Some(marker));
    }
    std::fs::write(directory.path().join("demo.json"), "{}").unwrap();
    assert!(Marker::read(directory.path()).is_err());
}
