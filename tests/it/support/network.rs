//! The invented network of every test: two plans, three providers (one contracted with both
//! plans), two referrers, some members. All of it in Butte County.
//!
//! | Provider | Plans | Offers | Places |
//! |---|---|---|---|
//! | p1 | a, b (at most 2) | meals, housing navigation: county-wide | 40 kitchen, 10 desk |
//! | p2 | a | meals in ZIP 95926, housing navigation county-wide | 5 |
//! | p3 | b | ECM, sobering center: county-wide | 20 |

use entity::types::{
    AccountId, LedgerEntryKind, MemberId, OrganizationId, OrganizationKind, PoolId, ReferralId,
    Role,
};
use entity::{organization, pool};
use handoff::access::Person;
use handoff::capacity::ledger::{self, Report};
use handoff::db::Db;
use handoff::graphql::NodeKind;
use handoff::members;
use handoff::op::OpCtx;
use sea_orm::ColumnTrait as _;
use uuid::Uuid;

use super::TestApp;
use super::network_rows;

/// Butte County.
pub(crate) const COUNTY: &str = "06007";
/// Chico, in Butte County.
pub(crate) const ZIP: &str = "95926";

/// An organization and its one person.
pub(super) struct Organization {
    pub(super) key: &'static str,
    pub(super) kind: OrganizationKind,
    pub(super) name: &'static str,
    pub(super) person: &'static str,
}

const fn organization(
    key: &'static str,
    kind: OrganizationKind,
    name: &'static str,
    person: &'static str,
) -> Organization {
    Organization {
        key,
        kind,
        name,
        person,
    }
}

pub(super) const ORGANIZATIONS: &[Organization] = &[
    organization("a", OrganizationKind::Plan, "Alder Plan", "Avel Quenby"),
    organization("b", OrganizationKind::Plan, "Birch Plan", "Brisa Quenby"),
    organization(
        "p1",
        OrganizationKind::Provider,
        "Cedar Kitchen",
        "Cosmo Vexley",
    ),
    organization(
        "p2",
        OrganizationKind::Provider,
        "Dogwood Housing",
        "Delphine Vexley",
    ),
    organization(
        "p3",
        OrganizationKind::Provider,
        "Elm Community Care",
        "Edda Vexley",
    ),
    organization(
        "r1",
        OrganizationKind::Referrer,
        "Fir Street Hospital",
        "Fausto Wimble",
    ),
    organization(
        "r2",
        OrganizationKind::Referrer,
        "Grove Shelter",
        "Greta Wimble",
    ),
    organization(
        "s",
        OrganizationKind::State,
        "Health Oversight Office",
        "Sunniva Pell",
    ),
    organization(
        "o",
        OrganizationKind::Operator,
        "Exchange Desk",
        "Ottoline Pell",
    ),
];

/// Somebody with another role than their organization's first person.
#[derive(Debug)]
pub(super) struct Colleague {
    pub(super) key: &'static str,
    pub(super) role: Role,
    pub(super) person: &'static str,
}

const fn colleague(key: &'static str, role: Role, person: &'static str) -> Colleague {
    Colleague { key, role, person }
}

/// Their accounts follow those of [`ORGANIZATIONS`].
pub(super) const COLLEAGUES: &[Colleague] = &[
    colleague("a", Role::PlanPrivacy, "Piers Quenby"),
    colleague("a", Role::PlanReviewer, "Rhoswen Quenby"),
    colleague("a", Role::PlanNetwork, "Nerys Quenby"),
    colleague("a", Role::PlanAnalyst, "Anselm Quenby"),
    colleague("a", Role::OrganizationAdmin, "Odalys Quenby"),
    colleague("b", Role::PlanPrivacy, "Petra Quenby"),
    colleague("b", Role::OrganizationAdmin, "Orrin Quenby"),
    colleague("p3", Role::LeadCareManager, "Lorcan Vexley"),
    colleague("p1", Role::LeadCareManager, "Lucasta Vexley"),
    colleague("p1", Role::OrganizationAdmin, "Olwen Vexley"),
    colleague("r1", Role::OrganizationAdmin, "Osric Wimble"),
];

/// A person who is referred.
#[derive(Debug)]
pub(crate) struct Patient {
    pub(super) key: &'static str,
    pub(super) plan: &'static str,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) cin: &'static str,
    pub(crate) birth_on: &'static str,
    pub(crate) phone: &'static str,
    pub(crate) whereabouts: &'static str,
}

/// Members of the plans: m… of plan a, n… of plan b.
pub(crate) const PATIENTS: &[Patient] = &[
    Patient {
        key: "m1",
        plan: "a",
        first_name: "Xiomara",
        last_name: "Quillfeather",
        cin: "91000001A",
        birth_on: "1961-04-17",
        phone: "+15305550101",
        whereabouts: "behind the Zephyrine library",
    },
    Patient {
        key: "m2",
        plan: "a",
        first_name: "Thaddeus",
        last_name: "Okonjo-Brandt",
        cin: "91000002C",
        birth_on: "1984-11-30",
        phone: "+15305550102",
        whereabouts: "the Yarrowgate shelter",
    },
    Patient {
        key: "m3",
        plan: "a",
        first_name: "Wilhelmina",
        last_name: "Zubiri",
        cin: "91000003D",
        birth_on: "1990-02-28",
        phone: "+15305550103",
        whereabouts: "her sister's on Umbrella Lane",
    },
    Patient {
        key: "n1",
        plan: "b",
        first_name: "Ignatius",
        last_name: "Vanterpool",
        cin: "92000001A",
        birth_on: "1955-08-09",
        phone: "+15305550104",
        whereabouts: "a van at Nettlefield",
    },
];

/// Id of an organization by its key.
pub(crate) fn organization_id(key: &str) -> OrganizationId {
    OrganizationId(id(1, position(ORGANIZATIONS, |one| one.key == key)))
}

/// Id of a member by its key.
pub(crate) fn member_id(key: &str) -> MemberId {
    MemberId(id(2, position(PATIENTS, |one| one.key == key)))
}

/// A member by its key.
pub(crate) fn patient(key: &str) -> &'static Patient {
    &PATIENTS[position(PATIENTS, |one| one.key == key)]
}

/// Id of a pool by its place in the list of pools.
pub(crate) fn pool_id(key: &str) -> PoolId {
    PoolId(id(3, position(network_rows::POOLS, |one| one.key == key)))
}

/// The global id of the caregiver of `m3`.
pub(crate) fn global_contact_id() -> String {
    NodeKind::MemberContact.encode(id(9, 0)).0
}

/// A fixed id: kind of thing, and its place in its list.
pub(super) fn id(kind: u64, position: usize) -> Uuid {
    let position = u64::try_from(position).unwrap();
    Uuid::from_u64_pair(
        0x0190_0000_0000_7000 + kind,
        0x8000_0000_0000_0001 + position,
    )
}

fn position<T>(list: &[T], wanted: impl Fn(&T) -> bool) -> usize {
    list.iter().position(wanted).expect("an entry of that key")
}

/// Says for which prime plan a plan works, as if both had agreed.
pub(crate) async fn delegate(app: &TestApp, plan: &str, prime: Option<&str>) {
    let (plan, prime) = (organization_id(plan), prime.map(organization_id));
    app.db()
        .write(&app.system_op(), |tx| async move {
            tx.update_where::<organization::Entity>()
                .filter(organization::Column::Id.eq(plan))
                .set(organization::Column::PrimeId, prime)
                .run()
                .await
        })
        .await
        .unwrap();
}

/// Says how many places a pool has, past its ledger.
pub(crate) async fn set_places(app: &TestApp, key: &str, places: i32) {
    let id = pool_id(key);
    app.db()
        .write(&app.system_op(), |tx| async move {
            tx.update_where::<pool::Entity>()
                .filter(pool::Column::Id.eq(id))
                .set(pool::Column::Capacity, places)
                .run()
                .await
        })
        .await
        .unwrap();
}

/// A plan that works for nobody, and to which another one offers to delegate.
pub(crate) async fn offer_delegation(app: &TestApp, plan: &str, prime: &str) {
    let (plan, prime) = (organization_id(plan), organization_id(prime));
    app.db()
        .write(&app.system_op(), |tx| async move {
            tx.update_where::<organization::Entity>()
                .filter(organization::Column::Id.eq(plan))
                .set(organization::Column::PrimeId, None::<OrganizationId>)
                .set(organization::Column::OfferedPrimeId, prime)
                .run()
                .await
        })
        .await
        .unwrap();
}

/// The global id of an organization, as clients have it.
pub(crate) fn global_id(key: &str) -> String {
    let id = organization_id(key).0;
    match ORGANIZATIONS[position(ORGANIZATIONS, |one| one.key == key)].kind {
        OrganizationKind::Plan => NodeKind::Plan.encode(id).0,
        OrganizationKind::Provider => NodeKind::Provider.encode(id).0,
        OrganizationKind::Referrer | OrganizationKind::State | OrganizationKind::Operator => {
            panic!("the directory does not list it")
        }
    }
}

/// The global id of a member, as clients have it.
pub(crate) fn global_member_id(key: &str) -> String {
    NodeKind::Member.encode(member_id(key).0).0
}

/// The row behind the global id of a referral.
pub(crate) fn referral_row(global: &str) -> ReferralId {
    let id = async_graphql::ID(global.to_owned());
    let (kind, id) = NodeKind::decode(&id).expect("a global id");
    assert_eq!(kind, NodeKind::Referral);
    ReferralId(id)
}

/// A coordinator of the plan.
pub(super) fn plan(key: &str) -> Person {
    person(key, Role::PlanCoordinator)
}

/// Staff of the provider.
pub(super) fn provider(key: &str) -> Person {
    person(key, Role::ProviderStaff)
}

/// A person of the referrer.
pub(super) fn referrer(key: &str) -> Person {
    person(key, Role::Referrer)
}

pub(super) fn role_in(kind: OrganizationKind) -> Role {
    match kind {
        OrganizationKind::Plan => Role::PlanCoordinator,
        OrganizationKind::Provider => Role::ProviderStaff,
        OrganizationKind::Referrer => Role::Referrer,
        OrganizationKind::State => Role::StateAuditor,
        OrganizationKind::Operator => Role::SystemAdmin,
    }
}

fn person(key: &str, role: Role) -> Person {
    let position = position(ORGANIZATIONS, |one| one.key == key);
    Person::new(
        account_id(position),
        organization_id(key),
        ORGANIZATIONS[position].kind,
        vec![role],
    )
}

/// Somebody with that role, of an organization that has one among its [`COLLEAGUES`].
pub(crate) fn colleague_of(key: &str, role: Role) -> Person {
    let place = position(COLLEAGUES, |one| one.key == key && one.role == role);
    let organization = position(ORGANIZATIONS, |one| one.key == key);
    Person::new(
        account_id(ORGANIZATIONS.len() + place),
        organization_id(key),
        ORGANIZATIONS[organization].kind,
        vec![role],
    )
}

/// The first person of that organization, with the role of its kind.
pub(crate) fn first_person(key: &str) -> Person {
    let place = position(ORGANIZATIONS, |one| one.key == key);
    person(key, role_in(ORGANIZATIONS[place].kind))
}

pub(super) fn account_id(position: usize) -> AccountId {
    AccountId(id(4, position))
}

/// The sign-in name of an organization's person; all have the password [`PASSWORD`].
pub(crate) fn email(key: &str) -> String {
    format!("{key}@network.example")
}

/// Everybody's password.
pub(crate) const PASSWORD: &str = "invented for the tests";

/// Writes the network.
pub(crate) async fn load(db: &Db, op: &OpCtx) {
    db.write(op, |tx| async move {
        network_rows::insert(&tx).await?;
        members::fill_keys_in(&tx).await
    })
    .await
    .unwrap();
}

/// Adds an analyst of that organization who signs in with a second factor that nobody has.
async fn add_newcomer(db: &Db, op: &OpCtx, key: &str, email: &str) -> AccountId {
    let (id, organization) = (AccountId(op.new_id()), organization_id(key));
    db.write(op, |tx| async move {
        network_rows::insert_newcomer(&tx, id, organization, email).await
    })
    .await
    .unwrap();
    id
}

/// The provider says another number of places of a pool.
pub(crate) async fn set_capacity(db: &Db, op: &OpCtx, pool: &str, places: i32) {
    let id = pool_id(pool);
    let report = Report {
        limit: places,
        pause: None,
        said_at: op.now(),
        ask_at: None,
    };
    let said = db
        .write(op, |tx| {
            let report = report.clone();
            async move { ledger::report_in(&tx, id, LedgerEntryKind::LimitSet, &report).await }
        })
        .await;
    said.unwrap();
}

impl TestApp {
    /// Adds an analyst of that organization; gives their global id.
    pub(crate) async fn newcomer(&self, key: &str, email: &str) -> String {
        let id = add_newcomer(self.db(), &self.system_op(), key, email).await;
        NodeKind::Account.encode(id.0).0
    }

    /// Agrees another number of places with a pool.
    pub(crate) async fn set_capacity(&self, pool: &str, places: i32) {
        set_capacity(self.db(), &self.system_op(), pool, places).await;
    }

    /// The ledger of a pool as it stands: capacity, held, active.
    pub(crate) async fn ledger(&self, pool: &str) -> (i32, i32, i32) {
        let rows = self.rows::<pool::Entity>().await;
        let row = rows
            .into_iter()
            .find(|row| row.id == pool_id(pool))
            .unwrap();
        (row.capacity, row.held, row.active)
    }

    /// All rows of a table, seen by the server itself.
    pub(crate) async fn rows<E>(&self) -> Vec<E::Model>
    where
        E: handoff::access::VisibleTo,
    {
        let reader = self
            .db()
            .read_as_system(&self.system_op(), "a test looks behind the scenes");
        reader.select::<E>().all().await.unwrap()
    }
}
