//! The people who sign in: one at each organization. And the organizations that refer.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use entity::types::{AccountId, OrganizationId, OrganizationKind, Role};
use entity::{account, account_role, organization, reviewer_competence};

use super::dice::{Dice, day, morning};
use super::names;
use super::network::Network;
use super::rows::Rows;
use crate::access::{Actor, Person};
use crate::reference::CountyFips;
use crate::text::fold;

/// An organization that refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Referrer {
    pub(super) id: OrganizationId,
    pub(super) county: CountyFips,
    /// Share of the referrals.
    pub(super) weight: u32,
}

/// Who signs in for an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Key.
    pub id: AccountId,
    /// Their organization.
    pub organization: OrganizationId,
    /// Its name.
    pub organization_name: String,
    /// What it is.
    pub kind: OrganizationKind,
    /// Sign-in name.
    pub email: String,
    /// Name to show.
    pub name: String,
    /// What they do there.
    pub role: Role,
}

impl Account {
    /// The actor that this person's acts run as.
    pub(super) fn actor(&self) -> Actor {
        Actor::person(Person::new(
            self.id,
            self.organization,
            self.kind,
            vec![self.role],
        ))
    }
}

/// What the first person of an organization does there.
fn first_role(kind: OrganizationKind) -> Role {
    match kind {
        OrganizationKind::Plan => Role::PlanCoordinator,
        OrganizationKind::Provider => Role::ProviderStaff,
        OrganizationKind::Referrer => Role::Referrer,
        OrganizationKind::State => Role::StateAuditor,
        OrganizationKind::Operator => Role::SystemAdmin,
    }
}

/// Name, county, share of the referrals.
const REFERRERS: [(&str, &str, u32); 25] = [
    ("Delta Levee Medical Center", "06067", 9),
    ("Second Spring Shelter", "06067", 5),
    ("Almond Blossom Family Clinic", "06067", 4),
    ("River Gate Hospital Social Work", "06067", 5),
    ("Causeway Community Clinic", "06113", 2),
    ("Gold Chain Emergency Shelter", "06017", 2),
    ("Oak Savanna Hospital", "06061", 2),
    ("Port of Hope Navigation Center", "06077", 3),
    ("Arroyo Verde Medical Center", "06037", 5),
    ("Figueroa Corridor Clinic", "06037", 3),
    ("Harbor Lantern Shelter", "06037", 3),
    ("San Gabriel Foothill Case Management", "06037", 2),
    ("Tecolote Canyon Hospital", "06073", 3),
    ("Otay Sun Family Clinic", "06073", 2),
    ("Orange Blossom Recovery Station", "06059", 2),
    ("Inland Mesa Hospital", "06065", 2),
    ("Joshua Flat Clinic", "06071", 2),
    ("Raisin Belt County Care Desk", "06019", 2),
    ("Tule Fog Medical Center", "06029", 2),
    ("Lake Lantern Shelter", "06001", 3),
    ("Blossom Valley Discharge Team", "06085", 2),
    ("Fog Bell Street Medicine", "06075", 2),
    ("Feather Bend County Care Desk", "06007", 2),
    ("Redwood Fork Clinic", "06023", 1),
    ("Vintage Row Hospital", "06097", 1),
];

/// Adds the referrers to the rows.
pub(super) fn found_referrers(seed: u64, rows: &mut Rows) -> Vec<Referrer> {
    let mut referrers = Vec::new();
    for (index, (name, county, weight)) in REFERRERS.into_iter().enumerate() {
        let Ok(county) = county.parse() else { continue };
        let mut dice = Dice::new(seed, "referrer", index);
        let joined_at = morning(day(2022, 1, 10) + Days::new(dice.between(0..=900)));
        let id = OrganizationId(dice.new_id(joined_at));
        rows.add_organization(organization::Model {
            id,
            kind: OrganizationKind::Referrer,
            name: name.to_owned(),
            phone: Some(names::phone(&mut dice, county)),
            prime_id: None,
            offered_prime_id: None,
            created_at: joined_at,
        });
        referrers.push(Referrer { id, county, weight });
    }
    referrers
}

/// Sign-in names that the guide prints.
pub(super) mod known {
    /// Refers people.
    pub(crate) const REFERRER: &str = "referrer@demo.example";
    /// Works the assignments of the kitchen.
    pub(crate) const KITCHEN: &str = "meals@demo.example";
    /// Works the assignments of the housing provider.
    pub(crate) const HOUSING: &str = "housing@demo.example";
    /// Works the assignments of the ECM provider.
    pub(crate) const HEALTH_CENTER: &str = "ecm@demo.example";
    /// Takes people in at the sobering center.
    pub(crate) const SOBERING: &str = "sobering@demo.example";
    /// Decides on authorizations of the first plan.
    pub(crate) const REVIEWER: &str = "reviewer@demo.example";
    /// Decides appeals against what the other reviewer decided.
    pub(crate) const APPEALS: &str = "appeals@demo.example";
    /// Coordinates for one plan.
    pub(crate) const PLAN: &str = "plan@demo.example";
    /// Coordinates for another plan.
    pub(crate) const OTHER_PLAN: &str = "plan2@demo.example";
    /// Guards what is restricted in the first plan.
    pub(crate) const PRIVACY: &str = "privacy@demo.example";
    /// Reads the figures of the first plan.
    pub(crate) const ANALYST: &str = "analyst@demo.example";
    /// Invites the people of the first plan, and reads their audit.
    pub(crate) const ADMIN: &str = "admin@demo.example";
    /// Reads figures for the state.
    pub(crate) const STATE: &str = "state@demo.example";
    /// Agrees capacity and sets the policy of the first plan.
    pub(crate) const NETWORK: &str = "network@demo.example";
    /// Keeps the organizations.
    pub(crate) const OPERATOR: &str = "operator@demo.example";
}

/// Names of the two plans whose coordinators the guide prints: both serve Sacramento.
const KNOWN_PLANS: [(&str, &str); 2] = [
    ("Anthem Blue Cross Partnership Plan", known::PLAN),
    ("Health Net Community Solutions, Inc.", known::OTHER_PLAN),
];

/// Adds one account for each organization to the rows, all with the same password.
pub(super) fn open_accounts(
    seed: u64,
    network: &Network,
    referrers: &[Referrer],
    password_hash: &str,
    rows: &mut Rows,
) -> BTreeMap<OrganizationId, Account> {
    let mut accounts = BTreeMap::new();
    for (index, organization) in rows.organizations.iter().enumerate() {
        let mut dice = Dice::new(seed, "account", index);
        let opened_at: DateTime<Utc> = organization.created_at + Days::new(1);
        let person = names::person(&mut dice);
        let known_email = known_email(organization, network, referrers);
        let email = known_email.map_or_else(
            || {
                let host = fold(&organization.name).replace(' ', "-");
                let local = fold(&format!("{} {}", person.first, person.last)).replace(' ', ".");
                format!("{local}@{host}.example")
            },
            str::to_owned,
        );
        let account = Account {
            id: AccountId(dice.new_id(opened_at)),
            organization: organization.id,
            organization_name: organization.name.clone(),
            kind: organization.kind,
            email,
            name: format!("{} {}", person.first, person.last),
            role: first_role(organization.kind),
        };
        accounts.insert(organization.id, (account, opened_at));
    }
    let mut first = BTreeMap::new();
    for (id, (account, opened_at)) in accounts {
        open_account(&account, password_hash, opened_at, rows);
        first.insert(id, account);
    }
    first
}

fn open_account(account: &Account, password_hash: &str, opened_at: DateTime<Utc>, rows: &mut Rows) {
    rows.accounts.push(account::Model {
        id: account.id,
        organization_id: account.organization,
        email: account.email.clone(),
        name: account.name.clone(),
        password_hash: password_hash.to_owned(),
        is_active: true,
        access_version: 1,
        access_changed_at: None,
        created_at: opened_at,
    });
    rows.account_roles.push(account_role::Model {
        account_id: account.id,
        role: account.role,
    });
}

/// The others of the first plan whom the guide prints.
const COLLEAGUES: [(Role, &str); 6] = [
    (Role::PlanPrivacy, known::PRIVACY),
    (Role::PlanAnalyst, known::ANALYST),
    (Role::OrganizationAdmin, known::ADMIN),
    (Role::PlanNetwork, known::NETWORK),
    (Role::PlanReviewer, known::REVIEWER),
    (Role::PlanReviewer, known::APPEALS),
];

/// Organizations that have nothing to do with people.
const AUTHORITIES: [(OrganizationKind, &str, &str); 2] = [
    (
        OrganizationKind::State,
        "Office of Health Oversight",
        known::STATE,
    ),
    (
        OrganizationKind::Operator,
        "Exchange Operations",
        known::OPERATOR,
    ),
];

/// Adds the people beyond the first of each organization: those with other roles in one plan, and
/// the state's and the operator's.
pub(super) fn open_more_accounts(
    seed: u64,
    first: &BTreeMap<OrganizationId, Account>,
    password_hash: &str,
    rows: &mut Rows,
) -> Vec<Account> {
    let mut more = Vec::new();
    let plan = first.values().find(|account| account.email == known::PLAN);
    for (index, (role, email)) in COLLEAGUES.into_iter().enumerate() {
        let Some(plan) = plan else { continue };
        let mut dice = Dice::new(seed, "colleague", index);
        let opened_at = morning(day(2023, 2, 6));
        let person = names::person(&mut dice);
        let account = Account {
            id: AccountId(dice.new_id(opened_at)),
            email: email.to_owned(),
            name: format!("{} {}", person.first, person.last),
            role,
            ..plan.clone()
        };
        open_account(&account, password_hash, opened_at, rows);
        if role == Role::PlanReviewer {
            // For all services.
            rows.competences.push(reviewer_competence::Model {
                account_id: account.id,
                service: String::new(),
                plan_id: account.organization,
                marked_at: opened_at,
                marked_by: plan.id,
            });
        }
        more.push(account);
    }
    for (index, (kind, name, email)) in AUTHORITIES.into_iter().enumerate() {
        let mut dice = Dice::new(seed, "authority", index);
        let joined_at = morning(day(2022, 1, 3));
        let id = OrganizationId(dice.new_id(joined_at));
        rows.add_organization(organization::Model {
            id,
            kind,
            name: name.to_owned(),
            phone: None,
            prime_id: None,
            offered_prime_id: None,
            created_at: joined_at,
        });
        let person = names::person(&mut dice);
        let account = Account {
            id: AccountId(dice.new_id(joined_at)),
            organization: id,
            organization_name: name.to_owned(),
            kind,
            email: email.to_owned(),
            name: format!("{} {}", person.first, person.last),
            role: first_role(kind),
        };
        open_account(&account, password_hash, joined_at, rows);
        more.push(account);
    }
    more
}

fn known_email(
    organization: &organization::Model,
    network: &Network,
    referrers: &[Referrer],
) -> Option<&'static str> {
    let leads = &network.leads;
    let first_referrer = referrers.first().map(|referrer| referrer.id);
    match organization.id {
        id if id == leads.kitchen => Some(known::KITCHEN),
        id if id == leads.housing => Some(known::HOUSING),
        id if id == leads.health_center => Some(known::HEALTH_CENTER),
        id if id == leads.sobering => Some(known::SOBERING),
        id if Some(id) == first_referrer => Some(known::REFERRER),
        _ => KNOWN_PLANS
            .iter()
            .find(|(name, _)| {
                organization.kind == OrganizationKind::Plan && *name == organization.name
            })
            .map(|(_, email)| *email),
    }
}
