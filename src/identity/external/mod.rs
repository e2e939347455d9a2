//! People whom their plan's own identity provider lets in.
//!
//! ```text
//! token ─ issuer → which provider ─ key id → which of its keys ─ signature, aud, exp, nbf, typ
//!       ─ e-mail address → an active account of that organization ─ roles → Caller
//! ```
//! What a token says only ever chooses among what is configured: the issuer among providers, the
//! key id among the keys that the provider publishes at the configured place. Addresses, keys and
//! certificates inside a token (`jku`, `jwk`, `x5u`, `x5c`) are not looked at. A provider speaks for
//! one organization: who it lets in must have an account there, made by an administrator, and gets
//! no role that does not fit the organization.
//!
//! Accounts are read at most every five seconds each; revocations count at once, as for own tokens.

mod key_ring;
mod token;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use entity::types::{OrganizationKind, Role};
use lru::LruCache;
use uuid::Uuid;

use self::key_ring::KeyRing;
use self::token::Assertion;
use super::accounts::{Account, AccountStatus};
use super::rules::{fold_email, role_fits};
use super::token::Grant;
use super::{Identity, SessionId};
use crate::access::Person;
use crate::clock::Clock;
use crate::error::StoreError;
use crate::http::TokenRefused;
use crate::op::OpCtx;

/// How long an account that was read is good for.
const KNOWN_FOR: TimeDelta = TimeDelta::seconds(5);
/// Accounts kept.
const KNOWN_ACCOUNTS: NonZeroUsize = NonZeroUsize::new(4096).unwrap();

/// What a plan's identity provider signs with. Nothing with a shared secret: who can check a token
/// could make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SigningAlgorithm {
    /// RSA with SHA-256; keys of 2048 bits or more.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::Rs256, Self::Es256, Self::EdDsa];

    /// As tokens and settings write it (RFC 7518, RFC 8037).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// Where a provider publishes its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A JWK set behind this address.
    Url(String),
    /// A JWK set in this file.
    File(PathBuf),
}

/// A plan's identity provider, as it is configured.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Exact name of the plan it speaks for.
    pub organization: String,
    /// What its tokens have as `iss`.
    pub issuer: String,
    /// What its tokens have as `aud`, or among it.
    pub audience: String,
    /// What its tokens have as `typ`.
    pub token_type: String,
    /// What it may sign with.
    pub algorithms: BTreeSet<SigningAlgorithm>,
    /// Where its keys are.
    pub keys: KeySource,
    /// Where tokens have the e-mail address: the name of a claim, or a JSON pointer.
    pub email_claim: String,
    /// Where tokens have roles, if those count and not the account's.
    pub roles_claim: Option<String>,
    /// What the provider's roles mean here. Others mean nothing.
    pub roles: BTreeMap<String, Role>,
}

/// Whom a good token lets in, and until when.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) person: Person,
    pub(super) grant: Grant,
    pub(super) expires_at: DateTime<Utc>,
}

/// The identity providers of plans. Cheap to clone.
#[derive(Clone)]
pub struct ExternalIdentities(Arc<Inner>);

struct Inner {
    providers: Vec<(Provider, KeyRing)>,
    identity: Identity,
    clock: Arc<dyn Clock>,
    op: Box<dyn Fn() -> OpCtx + Send + Sync>,
    known: Mutex<LruCache<(usize, String), Known>>,
}

/// An account as it was read, or that there was none.
#[derive(Debug, Clone)]
struct Known {
    account: Option<Entrant>,
    read_at: DateTime<Utc>,
}

/// An account that a provider may let in.
#[derive(Debug, Clone)]
struct Entrant {
    account: Account,
    kind: OrganizationKind,
    access_version: i32,
}

/// A client for key sets cannot be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot prepare to fetch the keys of identity providers")]
pub struct NoClient(#[from] reqwest::Error);

impl ExternalIdentities {
    /// Believes these providers about the accounts of `identity`. `op` makes a fresh operation of
    /// the server itself.
    pub fn new(
        providers: Vec<Provider>,
        identity: Identity,
        clock: Arc<dyn Clock>,
        op: impl Fn() -> OpCtx + Send + Sync + 'static,
    ) -> Result<Self, NoClient> {
        let client = key_ring::client()?;
        let with_keys = |provider: Provider| {
            let keys = KeyRing::new(provider.keys.clone(), client.clone());
            (provider, keys)
        };
        Ok(Self(Arc::new(Inner {
            providers: providers.into_iter().map(with_keys).collect(),
            identity,
            clock,
            op: Box::new(op),
            known: Mutex::new(LruCache::new(KNOWN_ACCOUNTS)),
        })))
    }

    /// Whom a token lets in. Whatever is wrong with it, nobody is told what.
    pub(super) async fn admit(&self, token: &str) -> Result<Admitted, TokenRefused> {
        let inner = &self.0;
        let issuer = token::issuer_of(token).ok_or(TokenRefused)?;
        let (index, (provider, keys)) = inner
            .providers
            .iter()
            .enumerate()
            .find(|(_, (provider, _))| provider.issuer == issuer)
            .ok_or(TokenRefused)?;
        let now = inner.clock.now();
        let assertion = token::verify(token, provider, keys, now).await?;
        let entrant = inner
            .entrant(index, provider, &assertion.email, now)
            .await?;
        let person = person(provider, &entrant, &assertion);
        Ok(Admitted {
            person,
            grant: Grant {
                // Of no session here: what ends it is the token's end, or the account's.
                session: SessionId(Uuid::nil()),
                version: entrant.access_version,
            },
            expires_at: assertion.expires_at,
        })
    }
}

impl Inner {
    /// The active account of an address in the provider's organization.
    async fn entrant(
        &self,
        index: usize,
        provider: &Provider,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<Entrant, TokenRefused> {
        let key = (index, fold_email(email));
        if let Some(known) = self.lock().get(&key)
            && now < known.read_at + KNOWN_FOR
        {
            return known.account.clone().ok_or(TokenRefused);
        }
        let read = self.read(provider, &key.1).await.map_err(|error| {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "an account was not read for a token of an identity provider"
            );
            TokenRefused
        })?;
        let known = Known {
            account: read.clone(),
            read_at: now,
        };
        self.lock().put(key, known);
        read.ok_or(TokenRefused)
    }

    async fn read(&self, provider: &Provider, email: &str) -> Result<Option<Entrant>, StoreError> {
        let op = (self.op)();
        let reader = self
            .identity
            .db
            .read_as_system(&op, "a plan's identity provider says who it is");
        let Some((account, access_version)) =
            super::accounts::account_with_version(&reader, email).await?
        else {
            return Ok(None);
        };
        let organizations =
            crate::organizations::organizations_by_ids(&reader, vec![account.organization]).await?;
        let is_theirs = organizations.first().is_some_and(|organization| {
            organization.kind == OrganizationKind::Plan
                && organization.name == provider.organization
        });
        let may_enter = is_theirs && account.status == AccountStatus::Active;
        Ok(may_enter.then_some(Entrant {
            account,
            kind: OrganizationKind::Plan,
            access_version,
        }))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<(usize, String), Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The person, with the roles that the token gives or, where none are mapped, those of the account.
/// A second factor is the provider's business.
fn person(provider: &Provider, entrant: &Entrant, assertion: &Assertion) -> Person {
    let Entrant { account, kind, .. } = entrant;
    let given: Vec<Role> = match &assertion.roles {
        None => account.roles.clone(),
        Some(words) => words
            .iter()
            .filter_map(|word| provider.roles.get(word))
            .copied()
            .collect(),
    };
    let fits = |role: &&Role| given.contains(role) && role_fits(**role, *kind);
    let roles = Role::ALL.iter().filter(fits).copied().collect();
    Person::new(account.id, account.organization, *kind, roles)
}

impl fmt::Debug for ExternalIdentities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExternalIdentities").finish_non_exhaustive()
    }
}
