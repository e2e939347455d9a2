//! Who asks: tokens as sign-in would give them. Signing in itself hashes a password in 19 MiB,
//! which would be most of what an idle server is seen to hold.

use anyhow::Result;
use entity::types::{AccountId, OrganizationId, OrganizationKind, Role};
use handoff::access::Person;
use handoff::app::World;
use handoff::config::Config;
use handoff::entropy::uuid_v7;
use handoff::identity::{Grant, Keys, SessionId, Tokens};
use secrecy::ExposeSecret;

use crate::data::{self, Of};

/// The access tokens of a run.
pub struct People {
    /// Of a coordinator of the first plan.
    pub coordinator: String,
    /// Of a reviewer of the first plan.
    pub reviewer: String,
    /// Of staff of the first provider.
    pub staff: String,
    /// Of somebody of the first referrer.
    pub referrer: String,
}

/// The accounts: number, organization, role.
pub const ACCOUNTS: [(u64, Of, Role); 4] = [
    (0, Of::Plan, Role::PlanCoordinator),
    (1, Of::Provider, Role::ProviderStaff),
    (2, Of::Referrer, Role::Referrer),
    (3, Of::Plan, Role::PlanReviewer),
];

impl People {
    /// Issues the tokens with the keys of the settings.
    pub fn new(config: &Config, world: &World) -> Result<Self> {
        let settings = &config.identity;
        let keys = Keys::read(&settings.signing_key, &settings.secret)?;
        let lifetime = settings.token_lifetime();
        let tokens = Tokens::new(&keys, &settings.issuer, &settings.audience, lifetime);
        let now = world.clock.now();
        let token = |number: u64, of, kind, role| -> Result<String> {
            let person = Person::new(
                AccountId(data::id(Of::Account, number)),
                OrganizationId(data::id(of, 0)),
                kind,
                vec![role],
            );
            let id = uuid_v7(now, world.entropy.as_ref());
            let grant = Grant {
                session: SessionId(id),
                version: 1,
            };
            let issued = tokens.issue(&person, grant, now..now + lifetime, id)?;
            Ok(issued.token.expose_secret().to_owned())
        };
        let [plan, provider, referrer, reviewer] = ACCOUNTS;
        Ok(Self {
            coordinator: token(plan.0, plan.1, OrganizationKind::Plan, plan.2)?,
            reviewer: token(reviewer.0, reviewer.1, OrganizationKind::Plan, reviewer.2)?,
            staff: token(
                provider.0,
                provider.1,
                OrganizationKind::Provider,
                provider.2,
            )?,
            referrer: token(
                referrer.0,
                referrer.1,
                OrganizationKind::Referrer,
                referrer.2,
            )?,
        })
    }
}
