//! Access tokens: JSON Web Tokens after RFC 9068, signed with Ed25519.
//!
//! They carry who is signed in, so that a request reads no database to know its actor; that is
//! why they live for minutes only. Verification pins the algorithm, the key, the type, issuer and
//! audience, allows no leeway, and answers every failure alike.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use entity::types::{AccountId, OrganizationId, OrganizationKind, Role};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Keys;
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
    /// Organization.
    org: Uuid,
    /// What the organization is.
    kind: String,
    roles: Vec<String>,
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
    verifying: DecodingKey,
    validation: Validation,
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
            key_id: thumbprint(&keys.verifying),
            signing: EncodingKey::from_ed_der(keys.signing.expose_secret()),
            verifying: DecodingKey::from_ed_der(&keys.verifying),
            validation,
        }))
    }

    /// A token for a person, from now on.
    pub fn issue(
        &self,
        person: &Person,
        now: DateTime<Utc>,
        token_id: Uuid,
    ) -> Result<IssuedToken, SigningFailed> {
        let issued = now.timestamp();
        let expires = issued + self.0.lifetime.num_seconds();
        let claims = Claims {
            iss: self.0.issuer.clone(),
            aud: self.0.audience.clone(),
            sub: person.account.0,
            exp: expires,
            nbf: issued - BACKDATED.num_seconds(),
            iat: issued,
            jti: token_id,
            org: person.organization.0,
            kind: person.kind.code().to_owned(),
            roles: person.roles.iter().map(|role| role.code().to_owned()).collect(),
        };
        let header = Header {
            typ: Some(TYPE.to_owned()),
            kid: Some(self.0.key_id.clone()),
            ..Header::new(Algorithm::EdDSA)
        };
        let token = jsonwebtoken::encode(&header, &claims, &self.0.signing)
            .map_err(|_| SigningFailed)?;
        Ok(IssuedToken {
            token: token.into(),
            expires_at: DateTime::from_timestamp(expires, 0).ok_or(SigningFailed)?,
        })
    }

    /// Who a token is from, and when it ends.
    pub fn verify(
        &self,
        token: &str,
        clock: &dyn Clock,
    ) -> Result<(Person, DateTime<Utc>), TokenRefused> {
        if token.len() > MAX_BYTES {
            return Err(TokenRefused);
        }
        let decoded =
            jsonwebtoken::decode::<Claims>(token, &self.0.verifying, &self.0.validation)
                .map_err(|_| TokenRefused)?;
        let (header, claims) = (decoded.header, decoded.claims);
        let header_is_ours = header.typ.as_deref() == Some(TYPE)
            && header.kid.as_deref() == Some(&self.0.key_id)
            // An extension that must be understood and is not (RFC 7515, section 4.1.11).
            && header.crit.is_none();
        let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(TokenRefused);
        let (begins, ends) = (instant(claims.nbf)?, instant(claims.exp)?);
        let now = clock.now();
        if !header_is_ours || now < begins || now >= ends {
            return Err(TokenRefused);
        }
        Ok((person(&claims)?, ends))
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
    Ok(Person {
        account: AccountId(claims.sub),
        organization: OrganizationId(claims.org),
        kind: *kind,
        roles,
    })
}

/// Names the key (RFC 7638 over the JWK form of RFC 8037): a replaced key has another name.
fn thumbprint(verifying: &[u8]) -> String {
    let jwk = format!(
        r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#,
        URL_SAFE_NO_PAD.encode(verifying)
    );
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, jwk.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;
    use crate::entropy::SeededEntropy;
    use serde_json::{Value, json};

    const ISSUER: &str = "https://handoff.example";
    const AUDIENCE: &str = "handoff";

    struct Desk {
        keys: Keys,
        tokens: Tokens,
        clock: ManualClock,
        header: Value,
        claims: Value,
    }

    impl Desk {
        fn new() -> Self {
            let (signing_key, secret) = Keys::generate(&SeededEntropy::new(7)).unwrap();
            let keys = Keys::read(&signing_key, &secret).unwrap();
            let tokens = Tokens::new(&keys, ISSUER, AUDIENCE, Duration::minutes(15));
            let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            let token = tokens.issue(&person(), now, Uuid::nil()).unwrap().token;
            let part = |index: usize| {
                let text = token.expose_secret().split('.').nth(index).unwrap();
                serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
            };
            Self {
                header: part(0),
                claims: part(1),
                keys,
                tokens,
                clock: ManualClock::at(now),
            }
        }

        /// Signed with the right key, whatever it says.
        fn sign(&self, header: &Value, claims: &Value) -> String {
            let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(
                self.keys.signing.expose_secret(),
            )
            .unwrap();
            let message = message(header, claims);
            let signature = pair.sign(message.as_bytes());
            format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
        }

        fn accepts(&self, token: &str) -> bool {
            self.tokens.verify(token, &self.clock).is_ok()
        }

        fn accepts_claims(&self, changes: Value) -> bool {
            self.accepts(&self.sign(&self.header, &merged(&self.claims, changes)))
        }

        fn accepts_header(&self, changes: Value) -> bool {
            self.accepts(&self.sign(&merged(&self.header, changes), &self.claims))
        }
    }

    fn message(header: &Value, claims: &Value) -> String {
        let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        format!("{}.{}", encode(header), encode(claims))
    }

    /// The object with these members replaced; `null` takes one away.
    fn merged(object: &Value, changes: Value) -> Value {
        let mut object = object.as_object().unwrap().clone();
        let Value::Object(changes) = changes else {
            panic!("changes are an object")
        };
        for (key, value) in changes {
            if value.is_null() {
                object.remove(&key);
            } else {
                object.insert(key, value);
            }
        }
        object.into()
    }

    fn person() -> Person {
        Person {
            account: AccountId(Uuid::from_u128(1)),
            organization: OrganizationId(Uuid::from_u128(2)),
            kind: OrganizationKind::Provider,
            roles: vec![Role::ProviderStaff],
        }
    }

    #[test]
    fn a_token_says_who_it_is_from() {
        let desk = Desk::new();
        let issued = desk.tokens.issue(&person(), desk.clock.now(), Uuid::nil()).unwrap();
        let (verified, ends) = desk
            .tokens
            .verify(issued.token.expose_secret(), &desk.clock)
            .unwrap();
        assert_eq!(verified, person());
        assert_eq!(ends, issued.expires_at);
        assert_eq!(ends - desk.clock.now(), Duration::minutes(15));
        // The forging tools of these tests make good tokens when they change nothing.
        assert!(desk.accepts_claims(json!({})));
        assert!(desk.accepts_header(json!({})));
    }

    #[test]
    fn a_token_ends_at_its_instant() {
        let desk = Desk::new();
        let token = desk.sign(&desk.header, &desk.claims);
        desk.clock.advance(Duration::minutes(15) - Duration::microseconds(1));
        assert!(desk.accepts(&token));
        desk.clock.advance(Duration::microseconds(1));
        assert!(!desk.accepts(&token));
        desk.clock.advance(Duration::seconds(1));
        assert!(!desk.accepts(&token));
    }

    #[test]
    fn a_token_from_the_future_is_refused() {
        let desk = Desk::new();
        let now = desk.clock.now().timestamp();
        assert!(desk.accepts_claims(json!({ "nbf": now })));
        assert!(!desk.accepts_claims(json!({ "nbf": now + 1 })));
    }

    #[test]
    fn unsigned_tokens_are_refused() {
        let desk = Desk::new();
        for alg in ["none", "None", "NONE", ""] {
            let header = merged(&desk.header, json!({ "alg": alg }));
            assert!(!desk.accepts(&format!("{}.", message(&header, &desk.claims))), "{alg}");
        }
        assert!(!desk.accepts(&format!("{}.", message(&desk.header, &desk.claims))));
        assert!(!desk.accepts(&message(&desk.header, &desk.claims)));
        assert!(!desk.accepts(""));
    }

    #[test]
    fn the_public_key_is_no_shared_secret() {
        let desk = Desk::new();
        let header = merged(&desk.header, json!({ "alg": "HS256" }));
        let message = message(&header, &desk.claims);
        for secret in [desk.keys.verifying.clone(), desk.tokens.0.key_id.clone().into_bytes()] {
            let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
            let tag = aws_lc_rs::hmac::sign(&key, message.as_bytes());
            assert!(!desk.accepts(&format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))));
        }
    }

    #[test]
    fn another_key_is_refused_even_under_our_name() {
        let desk = Desk::new();
        let (signing_key, secret) = Keys::generate(&SeededEntropy::new(8)).unwrap();
        let other = Desk {
            keys: Keys::read(&signing_key, &secret).unwrap(),
            ..Desk::new()
        };
        assert!(!desk.accepts(&other.sign(&desk.header, &desk.claims)));
    }

    #[test]
    fn a_changed_claim_breaks_the_signature() {
        let desk = Desk::new();
        let good = desk.sign(&desk.header, &desk.claims);
        let signature = good.rsplit('.').next().unwrap();
        let claims = merged(&desk.claims, json!({ "roles": ["PLAN_COORDINATOR"] }));
        assert!(!desk.accepts(&format!("{}.{signature}", message(&desk.header, &claims))));
    }

    #[test]
    fn headers_of_other_kinds_of_text_are_refused() {
        let desk = Desk::new();
        for changes in [
            json!({ "typ": "JWT" }),
            json!({ "typ": null }),
            json!({ "kid": "another" }),
            json!({ "kid": null }),
            json!({ "alg": "ES256" }),
            json!({ "crit": ["exp"] }),
        ] {
            assert!(!desk.accepts_header(changes.clone()), "{changes}");
        }
    }

    #[test]
    fn claims_that_are_not_exactly_ours_are_refused() {
        let desk = Desk::new();
        for changes in [
            json!({ "iss": "https://other.example" }),
            json!({ "iss": null }),
            json!({ "aud": "other" }),
            json!({ "aud": ["handoff", "other"] }),
            json!({ "aud": null }),
            json!({ "sub": null }),
            json!({ "sub": "admin" }),
            json!({ "exp": null }),
            json!({ "exp": "1900000000" }),
            json!({ "exp": 1.9e9 }),
            json!({ "exp": -1 }),
            json!({ "exp": i64::MAX }),
            json!({ "nbf": null }),
            json!({ "nbf": "0" }),
            json!({ "org": null }),
            json!({ "kind": "STATE" }),
            json!({ "roles": "PLAN_COORDINATOR" }),
        ] {
            assert!(!desk.accepts_claims(changes.clone()), "{changes}");
        }
    }

    #[test]
    fn an_unknown_role_gives_no_access() {
        let desk = Desk::new();
        let claims = merged(&desk.claims, json!({ "roles": ["ROOT"] }));
        let token = desk.sign(&desk.header, &claims);
        let (person, _) = desk.tokens.verify(&token, &desk.clock).unwrap();
        assert_eq!(person.roles, []);
    }

    #[test]
    fn an_endless_token_is_not_even_read() {
        let desk = Desk::new();
        let claims = merged(&desk.claims, json!({ "padding": "x".repeat(MAX_BYTES) }));
        assert!(!desk.accepts(&desk.sign(&desk.header, &claims)));
    }
}
