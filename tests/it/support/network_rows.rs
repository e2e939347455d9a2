//! The rows of the network.

use std::sync::LazyLock;

use chrono::NaiveDate;
use entity::types::{
    AccountId, AreaKind, ContactId, ContactRole, ContractId, OfferingId, OrganizationId,
    OrganizationKind, PhoneLine, Role,
};
use entity::{
    account, account_role, contract, mailbox, member, member_contact, offering, offering_area,
    organization, plan_county, plan_service, pool, pool_share, provider, provider_language,
    second_factor,
};
use handoff::db::Tx;
use handoff::entropy::SeededEntropy;
use handoff::error::StoreError;
use handoff::identity::Passwords;
use handoff::text::fold;
use sea_orm::IntoActiveModel as _;
use secrecy::SecretString;
use tokio::sync::OnceCell;

use super::network::{
    COLLEAGUES, COUNTY, ORGANIZATIONS, PASSWORD, PATIENTS, Patient, ZIP, account_id, email, id,
    member_id, organization_id, pool_id, role_in,
};

/// Services that both plans offer in the county.
const SERVICES: &[&str] = &["MEALS", "HOUSING_NAVIGATION", "ECM", "SOBERING_CENTER"];

pub(super) struct Pool {
    pub(super) key: &'static str,
    provider: &'static str,
    places: i32,
    /// Contracted plans, each with the most it may use.
    shares: &'static [(&'static str, Option<i32>)],
    /// Services that draw on it, each with its ZIP code, or empty for the county.
    services: &'static [(&'static str, &'static str)],
}

pub(super) const POOLS: &[Pool] = &[
    Pool {
        key: "p1-kitchen",
        provider: "p1",
        places: 40,
        shares: &[("a", None), ("b", Some(2))],
        services: &[("MEALS", "")],
    },
    Pool {
        key: "p1-desk",
        provider: "p1",
        places: 10,
        shares: &[("a", None), ("b", None)],
        services: &[("HOUSING_NAVIGATION", "")],
    },
    Pool {
        key: "p2",
        provider: "p2",
        places: 5,
        shares: &[("a", None)],
        services: &[("MEALS", ZIP), ("HOUSING_NAVIGATION", "")],
    },
    Pool {
        key: "p3",
        provider: "p3",
        places: 20,
        shares: &[("b", None)],
        services: &[("ECM", ""), ("SOBERING_CENTER", "")],
    },
];

/// One hash for everybody: hashing is slow on purpose.
static HASH: OnceCell<String> = OnceCell::const_new();

static LONG_AGO: LazyLock<NaiveDate> =
    LazyLock::new(|| NaiveDate::from_ymd_opt(2022, 1, 1).unwrap());

pub(super) async fn insert(tx: &Tx) -> Result<(), StoreError> {
    insert_organizations(tx).await?;
    for pool in POOLS {
        insert_pool(tx, pool).await?;
    }
    for patient in PATIENTS {
        tx.insert(member_row(tx, patient).into_active_model())
            .await?;
    }
    tx.insert(contact_row(tx).into_active_model()).await
}

/// Somebody who cares for `m3`.
fn contact_row(tx: &Tx) -> member_contact::Model {
    member_contact::Model {
        id: ContactId(id(9, 0)),
        plan_id: organization_id("a"),
        member_id: member_id("m3"),
        role: ContactRole::Caregiver,
        name: "Euphemia Zubiri".to_owned(),
        phone: None,
        relationship: Some("sister".to_owned()),
        may_be_told: true,
        may_decide: false,
        from_on: "2026-01-01".parse().unwrap(),
        until_on: None,
        replaces_id: None,
        recorded_at: tx.now(),
        recorded_by: account_id(0),
    }
}

async fn insert_organizations(tx: &Tx) -> Result<(), StoreError> {
    for (position, one) in ORGANIZATIONS.iter().enumerate() {
        let organization_id = OrganizationId(id(1, position));
        let row = organization::Model {
            id: organization_id,
            kind: one.kind,
            name: one.name.to_owned(),
            phone: None,
            prime_id: None,
            offered_prime_id: None,
            created_at: tx.now(),
        };
        tx.insert(row.into_active_model()).await?;
        let row = mailbox::Model {
            organization_id,
            last_seq: 0,
        };
        tx.insert(row.into_active_model()).await?;
        let role = role_in(one.kind);
        insert_person(
            tx,
            (position, organization_id),
            (email(one.key), one.person, role),
        )
        .await?;
        match one.kind {
            OrganizationKind::Plan => insert_plan(tx, organization_id).await?,
            OrganizationKind::Provider => insert_provider(tx, organization_id, one.name).await?,
            OrganizationKind::Referrer | OrganizationKind::State | OrganizationKind::Operator => {}
        }
    }
    for (place, one) in COLLEAGUES.iter().enumerate() {
        let email = format!(
            "{}.{}@network.example",
            one.role.code().to_lowercase(),
            one.key
        );
        let number = (ORGANIZATIONS.len() + place, organization_id(one.key));
        insert_person(tx, number, (email, one.person, one.role)).await?;
    }
    Ok(())
}

/// A person of an organization: their number among all people; address, name and role.
async fn insert_person(
    tx: &Tx,
    (number, organization_id): (usize, OrganizationId),
    person: (String, &str, Role),
) -> Result<(), StoreError> {
    insert_account(tx, account_id(number), organization_id, person).await
}

/// An analyst with a second factor whose secret opens for nobody.
pub(super) async fn insert_newcomer(
    tx: &Tx,
    id: AccountId,
    organization_id: OrganizationId,
    email: &str,
) -> Result<(), StoreError> {
    let person = (email.to_owned(), "Merle Ashgrove", Role::PlanAnalyst);
    insert_account(tx, id, organization_id, person).await?;
    let row = second_factor::Model {
        account_id: id,
        organization_id,
        secret: vec![0; 48],
        created_at: tx.now(),
        confirmed_at: Some(tx.now()),
        last_step: 0,
    };
    tx.insert(row.into_active_model()).await
}

async fn insert_account(
    tx: &Tx,
    id: AccountId,
    organization_id: OrganizationId,
    (email, name, role): (String, &str, Role),
) -> Result<(), StoreError> {
    let entropy = SeededEntropy::new(0);
    let hash = HASH
        .get_or_init(async || {
            let passwords = Passwords::new(1, &entropy).unwrap();
            let password = SecretString::from(PASSWORD.to_owned());
            passwords.hash(&password, &entropy).await.unwrap()
        })
        .await;
    let row = account::Model {
        id,
        organization_id,
        email,
        name: name.to_owned(),
        password_hash: hash.clone(),
        is_active: true,
        access_version: 1,
        access_changed_at: None,
        created_at: tx.now(),
    };
    tx.insert(row.into_active_model()).await?;
    let row = account_role::Model {
        account_id: id,
        role,
    };
    tx.insert(row.into_active_model()).await
}

async fn insert_plan(tx: &Tx, plan_id: OrganizationId) -> Result<(), StoreError> {
    let row = plan_county::Model {
        plan_id,
        county_fips: COUNTY.to_owned(),
        from_on: *LONG_AGO,
        until_on: None,
    };
    tx.insert(row.into_active_model()).await?;
    for service in SERVICES {
        let row = plan_service::Model {
            plan_id,
            service: (*service).to_owned(),
            county_fips: COUNTY.to_owned(),
            from_on: *LONG_AGO,
            until_on: None,
            approved_on: None,
        };
        tx.insert(row.into_active_model()).await?;
    }
    Ok(())
}

async fn insert_provider(tx: &Tx, id: OrganizationId, name: &str) -> Result<(), StoreError> {
    let row = provider::Model {
        id,
        name: name.to_owned(),
        name_key: fold(name),
        npi: None,
        phone: "+15305550100".to_owned(),
        phone_line: PhoneLine::Voicemail,
        street: "1 Orchard Way".to_owned(),
        city: "Chico".to_owned(),
        zip: ZIP.to_owned(),
        county_fips: COUNTY.to_owned(),
    };
    tx.insert(row.into_active_model()).await?;
    for language in ["en", "es"] {
        let row = provider_language::Model {
            provider_id: id,
            language: language.to_owned(),
        };
        tx.insert(row.into_active_model()).await?;
    }
    Ok(())
}

async fn insert_pool(tx: &Tx, pool: &Pool) -> Result<(), StoreError> {
    let (pool_id, provider_id) = (pool_id(pool.key), organization_id(pool.provider));
    let row = pool::Model {
        id: pool_id,
        provider_id,
        name: pool.key.to_owned(),
        capacity: pool.places,
        held: 0,
        active: 0,
        is_paused: false,
        updated_at: tx.now(),
        last_entry: 0,
        paused_until: None,
        pause_reason: None,
        ask_at: None,
        prefers_own: false,
        first_limit: pool.places,
    };
    tx.insert(row.into_active_model()).await?;
    for (plan, cap) in pool.shares {
        let row = pool_share::Model {
            pool_id,
            plan_id: organization_id(plan),
            cap: *cap,
            held: 0,
            active: 0,
        };
        tx.insert(row.into_active_model()).await?;
    }
    for (service, zip) in pool.services {
        let offering_id = OfferingId(tx.op().new_id());
        let row = offering::Model {
            id: offering_id,
            provider_id,
            service: (*service).to_owned(),
            pool_id,
            area_kind: if zip.is_empty() {
                AreaKind::County
            } else {
                AreaKind::Zips
            },
            from_on: *LONG_AGO,
            until_on: None,
        };
        tx.insert(row.into_active_model()).await?;
        let row = offering_area::Model {
            offering_id,
            county_fips: COUNTY.to_owned(),
            zip: (*zip).to_owned(),
            provider_id,
            service: (*service).to_owned(),
        };
        tx.insert(row.into_active_model()).await?;
        for (plan, _) in pool.shares {
            let row = contract::Model {
                id: ContractId(tx.op().new_id()),
                plan_id: organization_id(plan),
                provider_id,
                service: (*service).to_owned(),
                from_on: *LONG_AGO,
                until_on: None,
            };
            tx.insert(row.into_active_model()).await?;
        }
    }
    Ok(())
}

fn member_row(tx: &Tx, patient: &Patient) -> member::Model {
    member::Model {
        id: member_id(patient.key),
        plan_id: organization_id(patient.plan),
        cin: patient.cin.to_owned(),
        first_name: patient.first_name.to_owned(),
        last_name: patient.last_name.to_owned(),
        name_key: fold(&format!("{} {}", patient.last_name, patient.first_name)),
        birth_on: patient.birth_on.parse().unwrap(),
        phone: Some(patient.phone.to_owned()),
        language: "en".to_owned(),
        street: None,
        city: None,
        zip: Some(ZIP.to_owned()),
        county_fips: COUNTY.to_owned(),
        whereabouts: Some(patient.whereabouts.to_owned()),
        version: 1,
        created_at: tx.now(),
        restricted_at: None,
        no_contact_since: None,
        contact_channel: None,
        contact_from: None,
        contact_until: None,
        contact_no_voicemail: false,
        go_between_name: None,
        go_between_phone: None,
        contact_note: None,
        contact_set_at: None,
        is_interpreter_needed: false,
        alternative_format: None,
        address_from_on: None,
        merged_into: None,
        is_keyed: false,
    }
}
