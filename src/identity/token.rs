//! Access tokens: JSON Web Tokens after RFC 9068, signed with Ed25519.
//!
//! They carry who is signed in, so that a request reads no database to know its actor; that is
//! why they live for minutes only. Verification pins the algorithm, the key, the type, issuer and
//! audience, allows no leeway, and answers every failure alike. What ends a token early, its
//! session or a change of access, is judged by `revocations`.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use entity::types::{AccountId, OrganizationId, OrganizationKind, Role, SessionId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Keys;
use super::key_set::VerifyingKey;
use crate::access::Person;
use crate::clock::Clock;
use crate::http::TokenRefused;

/// The type of an access token (RFC 9068, section 2.1): no other signed text is taken for one.
const TYPE: &str = "at+jwt";
/// Longer texts are refused unread; ours have some 600 bytes.
const MAX_BYTES: usize = 4096;
/// How far a token's validity begins before its issue: the clocks of two servers may differ, and
/// verification itself allows nothing.
const BACKDATED: Duration = Duration::seconds(5);

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    /// Instants in whole seconds since 1970.
    exp: i64,
    nbf: i64,
    iat: i64,
    jti: Uuid,
    /// Session.
    sid: Uuid,
    /// Version of the account's access.
    ver: i32,
    /// Organization.
    org: Uuid,
    /// What the organization is.
    kind: String,
    roles: Vec<String>,
}

/// What a token rests on: it is good as long as the session goes on and the account's access has
/// not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The session in which it was issued.
    pub session: SessionId,
    /// The version of the account's access at that time.
    pub version: i32,
}

/// What a good token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bearer {
    pub(super) person: Person,
    pub(super) grant: Grant,
    /// From this instant on it is refused.
    pub(super) expires_at: DateTime<Utc>,
}

/// A token, and when it ends.
#[derive(Debug)]
pub struct IssuedToken {
    /// The text.
    pub token: SecretString,
    /// From this instant on it is refused.
    pub expires_at: DateTime<Utc>,
}

/// Why a token could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the access token could not be signed")]
pub struct SigningFailed;

/// Signs and verifies access tokens. Cheap to clone.
#[derive(Clone)]
pub struct Tokens(Arc<Inner>);

struct Inner {
    issuer: String,
    audience: String,
    lifetime: Duration,
    key_id: String,
    signing: EncodingKey,
    /// By the name of the key: a token may choose among these and no others.
    verifying: HashMap<String, Verifying>,
    validation: Validation,
}

/// A key whose tokens are believed.
struct Verifying {
    key: DecodingKey,
    /// When the last token of a key that signs no more has ended.
    until: Option<DateTime<Utc>>,
}

impl Tokens {
    /// Tokens of one issuer for one audience, with one lifetime.
    #[must_use]
    pub fn new(keys: &Keys, issuer: &str, audience: &str, lifetime: Duration) -> Self {
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The library would ask the machine's clock; ours is asked in `verify`.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.leeway = 0;
        Self(Arc::new(Inner {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            lifetime,
            key_id: VerifyingKey::new(&keys.verifying).id(),
            signing: EncodingKey::from_ed_der(keys.signing.expose_secret()),
            verifying: keys
                .all_verifying()
                .into_iter()
                .map(|key| {
                    let verifying = Verifying {
                        key: DecodingKey::from_ed_der(&key.bytes),
                        until: key.retired_at.map(|at| at + lifetime),
                    };
                    (key.id(), verifying)
                })
                .collect(),
            validation,
        }))
    }

    /// How long a token lives at most.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.0.lifetime
    }

    /// A token for a person, from the beginning of `within`, and never beyond its end.
    pub fn issue(
        &self,
        person: &Person,
        grant: Grant,
        within: Range<DateTime<Utc>>,
        token_id: Uuid,
    ) -> Result<IssuedToken, SigningFailed> {
        let issued = within.start.timestamp();
        let expires = (issued + self.0.lifetime.num_seconds()).min(within.end.timestamp());
        let claims = Claims {
            iss: self.0.issuer.clone(),
            aud: self.0.audience.clone(),
            sub: person.account.0,
            exp: expires,
            nbf: issued - BACKDATED.num_seconds(),
            iat: issued,
            jti: token_id,
            sid: grant.session.0,
            ver: grant.version,
            org: person.organization.0,
            kind: person.kind.code().to_owned(),
            roles: person
                .roles
                .iter()
                .map(|role| role.code().to_owned())
                .collect(),
        };
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(self.0.key_id.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let token =
            jsonwebtoken::encode(&header, &claims, &self.0.signing).map_err(|_| SigningFailed)?;
        Ok(IssuedToken {
            token: token.into(),
            expires_at: DateTime::from_timestamp(expires, 0).ok_or(SigningFailed)?,
        })
    }

    /// Whom a token lets in, and until when.
    pub(super) fn verify(&self, token: &str, clock: &dyn Clock) -> Result<Bearer, TokenRefused> {
        if token.len() > MAX_BYTES {
            return Err(TokenRefused);
        }
        let header = jsonwebtoken::decode_header(token).map_err(|_| TokenRefused)?;
        let verifying = header
            .kid
            .and_then(|name| self.0.verifying.get(&name))
            .ok_or(TokenRefused)?;
        let decoded = jsonwebtoken::decode::<Claims>(token, &verifying.key, &self.0.validation)
            .map_err(|_| TokenRefused)?;
        let (header, claims) = (decoded.header, decoded.claims);
        let header_is_ours = header.typ.as_deref() == Some(TYPE)
            // An extension that must be understood and is not (RFC 7515, section 4.1.11).
            && header.crit.is_none();
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenRefused);
        let (begins, ends) = (instant(claims.nbf)?, instant(claims.exp)?);
        // A key that signs no more takes all its tokens with it, whatever they say.
        let ends = verifying.until.map_or(ends, |until| ends.min(until));
        let now = clock.now();
        if !header_is_ours || now < begins || now >= ends {
            return Err(TokenRefused);
        }
        Ok(Bearer {
            person: person(&claims)?,
            grant: Grant {
                session: SessionId(claims.sid),
                version: claims.ver,
            },
            expires_at: ends,
        })
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("key_id", &self.0.key_id)
            .finish_non_exhaustive()
    }
}

fn person(claims: &Claims) -> Result<Person, TokenRefused> {
    let kind = OrganizationKind::ALL
        .iter()
        .find(|kind| kind.code() == claims.kind)
        .ok_or(TokenRefused)?;
    // A role that this version does not know gives no access; the others still count.
    let roles = Role::ALL
        .iter()
        .filter(|role| claims.roles.iter().any(|code| code == role.code()))
        .copied()
        .collect();
    Ok(Person::new(
        AccountId(claims.sub),
        OrganizationId(claims.org),
        *kind,
        roles,
    ))
}

#[cfg(test)]
mod tests;
