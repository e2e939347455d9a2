//! Refresh tokens: what a client hands back to go on with its session.
//!
//! ```text
//! session id (16 bytes) ‖ generation (4) ‖ chance (16) ‖ HMAC-SHA-256 over the rest (32)
//! ```
//! The tag tells a token that this server once gave out from an invented one, without a table of
//! old tokens: an old genuine one ends its session, an invented one has no effect at all. Only the
//! hash of the token that is good is stored.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::{digest, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::types::SessionId;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::Keys;
use crate::entropy::Entropy;

const ID_BYTES: usize = 16;
const GENERATION_BYTES: usize = 4;
const CHANCE_BYTES: usize = 16;
const SIGNED_BYTES: usize = ID_BYTES + GENERATION_BYTES + CHANCE_BYTES;
const TAG_BYTES: usize = 32;
/// Length as text: longer ones are refused unread.
const TEXT_BYTES: usize = ((SIGNED_BYTES + TAG_BYTES) * 8).div_ceil(6);

/// A token that was just made.
pub(super) struct NewRefreshToken {
    pub(super) text: SecretString,
    pub(super) hash: Vec<u8>,
}

/// What a genuine token says. It may be an old one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RefreshToken {
    pub(super) session: SessionId,
    pub(super) generation: i32,
    pub(super) hash: Vec<u8>,
}

/// Makes and recognizes refresh tokens. Cheap to clone.
#[derive(Clone)]
pub(super) struct RefreshTokens(Arc<hmac::Key>);

impl RefreshTokens {
    /// Under the secret that all instances share.
    pub(super) fn new(keys: &Keys) -> Self {
        Self(Arc::new(keys.derived("refresh token")))
    }

    pub(super) fn make(
        &self,
        session: SessionId,
        generation: i32,
        entropy: &dyn Entropy,
    ) -> NewRefreshToken {
        let mut chance = [0; CHANCE_BYTES];
        entropy.fill(&mut chance);
        let mut bytes = Vec::with_capacity(SIGNED_BYTES + TAG_BYTES);
        bytes.extend_from_slice(session.0.as_bytes());
        bytes.extend_from_slice(&generation.to_be_bytes());
        bytes.extend_from_slice(&chance);
        let tag = hmac::sign(&self.0, &bytes);
        bytes.extend_from_slice(tag.as_ref());
        NewRefreshToken {
            text: URL_SAFE_NO_PAD.encode(&bytes).into(),
            hash: hash(&bytes),
        }
    }

    /// `None` for whatever this server never gave out.
    pub(super) fn read(&self, text: &SecretString) -> Option<RefreshToken> {
        let text = text.expose_secret();
        if text.len() != TEXT_BYTES {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (signed, tag) = bytes.split_at_checked(SIGNED_BYTES)?;
        hmac::verify(&self.0, signed, tag).ok()?;
        let (id, rest) = signed.split_first_chunk::<ID_BYTES>()?;
        let (generation, _) = rest.split_first_chunk::<GENERATION_BYTES>()?;
        Some(RefreshToken {
            session: SessionId(Uuid::from_bytes(*id)),
            generation: i32::from_be_bytes(*generation),
            hash: hash(&bytes),
        })
    }
}

impl fmt::Debug for RefreshTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshTokens").finish_non_exhaustive()
    }
}

/// Without salt or work: 16 bytes of chance cannot be guessed.
fn hash(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn tokens(seed: u64) -> RefreshTokens {
        let (signing_key, secret) = Keys::generate(&SeededEntropy::new(seed)).unwrap();
        RefreshTokens::new(&Keys::read(&signing_key, &secret).unwrap())
    }

    #[test]
    fn a_token_says_whose_and_which_it_is() {
        let (tokens, entropy) = (tokens(1), SeededEntropy::new(2));
        let session = SessionId(Uuid::from_u128(7));
        let made = tokens.make(session, 3, &entropy);
        assert_eq!(made.text.expose_secret().len(), TEXT_BYTES);
        let read = tokens.read(&made.text).unwrap();
        assert_eq!(
            read,
            RefreshToken {
                session,
                generation: 3,
                hash: made.hash.clone()
            }
        );
        assert_ne!(tokens.make(session, 3, &entropy).hash, made.hash);
    }

    #[test]
    fn what_was_never_given_out_is_nothing() {
        let (tokens, entropy) = (tokens(1), SeededEntropy::new(2));
        let made = tokens.make(SessionId(Uuid::from_u128(7)), 3, &entropy);
        let bytes = URL_SAFE_NO_PAD.decode(made.text.expose_secret()).unwrap();
        for index in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[index] ^= 1;
            let text = URL_SAFE_NO_PAD.encode(changed).into();
            assert_eq!(tokens.read(&text), None, "byte {index}");
        }
        for text in ["", "x", &"A".repeat(TEXT_BYTES), &"A".repeat(100_000)] {
            assert_eq!(tokens.read(&text.into()), None);
        }
        let of_another = self::tokens(9).make(SessionId(Uuid::from_u128(7)), 3, &entropy);
        assert_eq!(tokens.read(&of_another.text), None);
    }
}
