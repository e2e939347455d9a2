//! Places in lists, and how they are shown to clients: sealed.
//!
//! A place is a sort key, and sort keys tell: a name, an instant to the microsecond. Clients keep
//! cursors in addresses, logs and browser histories, so they get them encrypted (AES-256-GCM-SIV,
//! RFC 8452) under a key that all instances derive from the secret they share: a cursor tells
//! nothing, an altered or invented one is refused, and one is good at every instance and after a
//! restart, for as long as the secret stays.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the key is derived for; no other key of this program has the same words.
const PURPOSE: &[u8] = b"handoff cursor encryption";
/// One nonce for all: the scheme stays safe with it and only shows which cursors are equal, and
/// equal ones mean the same place of the same list. So a cursor reads alike each time it is shown.
const NONCE: [u8; NONCE_LEN] = [0; NONCE_LEN];
/// Places are filled up with spaces to a multiple of this many bytes: the length of a name shows in
/// steps only.
const STEP: usize = 48;

/// A place in the order of one list. It leaves the server sealed only.
#[derive(Clone, PartialEq, Eq)]
pub struct Cursor(String);

/// A cursor that this list did not give out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// Not a cursor at all.
    #[error(
        "this is not a cursor of this server; use the value of an endCursor or edge cursor as it came"
    )]
    Malformed,
    /// A cursor of another list or order.
    #[error("this cursor belongs to another list or order; start again without it")]
    OtherList,
}

/// A place is longer than can be sealed: no row has such a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a cursor could not be sealed")]
pub struct NotSealed;

impl Cursor {
    /// The place of `key` in the list of that name. The name says list and order.
    #[must_use]
    pub fn encode(list: &'static str, key: &impl Serialize) -> Self {
        Self(serde_json::to_string(&(list, key)).unwrap_or_default())
    }

    pub(super) fn decode<K: DeserializeOwned>(&self, list: &'static str) -> Result<K, CursorError> {
        let (name, key): (String, serde_json::Value) =
            serde_json::from_str(&self.0).map_err(|_| CursorError::Malformed)?;
        if name != list {
            return Err(CursorError::OtherList);
        }
        serde_json::from_value(key).map_err(|_| CursorError::Malformed)
    }
}

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cursor").finish_non_exhaustive()
    }
}

/// Seals cursors for clients and opens what they send. Cheap to clone: the key is derived once.
#[derive(Clone)]
pub struct CursorSeal(Arc<LessSafeKey>);

impl CursorSeal {
    /// Under a key derived from the secret that all instances share (HKDF, RFC 5869).
    #[must_use]
    pub fn derive(secret: &[u8]) -> Self {
        let material = Salt::new(HKDF_SHA256, &[]).extract(secret);
        let Ok(key) = material.expand(&[PURPOSE], &AES_256_GCM_SIV) else {
            unreachable!("32 bytes are within what HKDF gives");
        };
        Self(Arc::new(LessSafeKey::new(UnboundKey::from(key))))
    }

    /// As clients see it.
    pub fn seal(&self, cursor: &Cursor) -> Result<String, NotSealed> {
        let mut text = cursor.0.clone().into_bytes();
        // JSON takes spaces at its end.
        text.resize(text.len().next_multiple_of(STEP), b' ');
        let nonce = Nonce::assume_unique_for_key(NONCE);
        self.0
            .seal_in_place_append_tag(nonce, Aad::empty(), &mut text)
            .map_err(|_| NotSealed)?;
        Ok(URL_SAFE_NO_PAD.encode(text))
    }

    /// Takes what a client sent.
    pub fn open(&self, text: &str) -> Result<Cursor, CursorError> {
        let mut sealed = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| CursorError::Malformed)?;
        let nonce = Nonce::assume_unique_for_key(NONCE);
        let opened = self
            .0
            .open_in_place(nonce, Aad::empty(), &mut sealed)
            .map_err(|_| CursorError::Malformed)?;
        let text = std::str::from_utf8(opened).map_err(|_| CursorError::Malformed)?;
        Ok(Cursor(text.to_owned()))
    }
}

impl fmt::Debug for CursorSeal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CursorSeal").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: (&str, u32) = ("okafor amara", 17);

    fn seal() -> CursorSeal {
        CursorSeal::derive(&[1; 32])
    }

    fn shown() -> String {
        seal().seal(&Cursor::encode("members/name", &NAME)).unwrap()
    }

    #[test]
    fn a_cursor_is_only_good_for_its_own_list() {
        let cursor = seal().open(&shown()).unwrap();
        assert_eq!(
            cursor.decode::<(String, u32)>("members/name"),
            Ok((NAME.0.to_owned(), NAME.1))
        );
        assert_eq!(
            cursor.decode::<(String, u32)>("referrals/newest"),
            Err(CursorError::OtherList)
        );
        assert_eq!(
            cursor.decode::<String>("members/name"),
            Err(CursorError::Malformed)
        );
    }

    #[test]
    fn a_cursor_tells_nothing_and_reads_alike_each_time() {
        let bytes = URL_SAFE_NO_PAD.decode(shown()).unwrap();
        let seen = String::from_utf8_lossy(&bytes);
        assert!(!seen.contains("okafor") && !seen.contains("members"));
        assert_eq!(shown(), shown());
        assert!(!format!("{:?}", Cursor::encode("members/name", &NAME)).contains("okafor"));
        let length = |name: &str| {
            let cursor = Cursor::encode("members/name", &name);
            seal().seal(&cursor).unwrap().len()
        };
        assert_eq!(length("ng bo"), length("montgomery alexandra"));
    }

    #[test]
    fn what_was_altered_invented_or_sealed_under_another_secret_is_refused() {
        let shown = shown();
        for place in 0..shown.len() {
            let mut altered = shown.clone().into_bytes();
            altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(seal().open(&altered), Err(CursorError::Malformed));
        }
        let plain = URL_SAFE_NO_PAD.encode(r#"["members/name",["okafor amara",17]]"#);
        for text in ["", "§", "bm9wZQ", &plain, &shown[..shown.len() - 4]] {
            assert_eq!(seal().open(text), Err(CursorError::Malformed), "{text}");
        }
        let other = CursorSeal::derive(&[2; 32]);
        assert_eq!(other.open(&shown), Err(CursorError::Malformed));
    }
}
