//! Passwords: Argon2id, off the async threads and bounded in number.
//!
//! One check takes 19 MiB and tens of milliseconds of one core, on purpose. So only a few run at
//! a time, a few more wait, and the rest are turned away: a flood of sign-ins costs the attacker
//! more than the server.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use unicode_normalization::UnicodeNormalization as _;

use crate::entropy::Entropy;

mod rules;

pub use rules::{Owner, PASSWORD_MAX_BYTES, PasswordFault, check};

/// Memory of one hash, in KiB. Memory, passes and lanes are one of the settings that OWASP's
/// "Password Storage Cheat Sheet" holds equally strong: 19 MiB, 2, 1.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// Checks that may wait, for each one that may run.
const WAITING_PER_RUNNING: usize = 64;

/// Why a password was neither hashed nor compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too many checks are waiting.
    #[error("too many password checks at once")]
    Busy,
    /// The hash function failed: out of memory, or the server is stopping.
    #[error("the password hash could not be computed")]
    Failed,
}

/// Hashes and compares passwords. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    running: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
    /// What no password hashes to: unknown users cost the same work as known ones.
    nobody: Arc<str>,
}

impl Passwords {
    /// Runs at most `concurrent` hashes at a time.
    pub fn new(concurrent: usize, entropy: &dyn Entropy) -> Result<Self, PasswordError> {
        let concurrent = concurrent.max(1);
        let params =
            Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| PasswordError::Failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Self {
            argon2,
            running: Arc::new(Semaphore::new(concurrent)),
            waiting: Arc::default(),
            most_waiting: concurrent * WAITING_PER_RUNNING,
            nobody: nobody(entropy).into(),
        })
    }

    /// The hash of a password in PHC form, to be stored.
    pub async fn hash(
        &self,
        password: &SecretString,
        entropy: &dyn Entropy,
    ) -> Result<String, PasswordError> {
        let salt = salt(entropy);
        let password = normalised(password);
        self.run(move |argon2| hash_with(argon2, password.expose_secret().as_bytes(), &salt))
            .await?
    }

    /// Whether the password is that of the stored hash. Without one, the same work is done in vain.
    pub async fn matches(
        &self,
        password: &SecretString,
        stored: Option<String>,
    ) -> Result<bool, PasswordError> {
        // Says nothing about the account, so it need not cost anything.
        if password.expose_secret().len() > PASSWORD_MAX_BYTES {
            return Ok(false);
        }
        let password = normalised(password);
        let nobody = Arc::clone(&self.nobody);
        self.run(move |argon2| {
            let known = stored.is_some();
            let hash = stored.as_deref().unwrap_or(&nobody);
            let equal = argon2
                .verify_password(password.expose_secret().as_bytes(), hash)
                .is_ok();
            known && equal
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = Place::take(&self.waiting, self.most_waiting)?;
        let permit = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|_| PasswordError::Failed)?;
        drop(place);
        let argon2 = self.argon2.clone();
        tokio::task::spawn_blocking(move || {
            // The permit goes with the work: a caller that hangs up does not make room early.
            let _permit = permit;
            work(&argon2)
        })
        .await
        .map_err(|_| PasswordError::Failed)
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords").finish_non_exhaustive()
    }
}

/// A place among those who wait; given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>, most: usize) -> Result<Self, PasswordError> {
        let place = Self(Arc::clone(waiting));
        if waiting.fetch_add(1, Ordering::AcqRel) >= most {
            return Err(PasswordError::Busy);
        }
        Ok(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The same password typed on another keyboard may be other bytes: `é` as one character, or as two
/// (Unicode NFC; SP 800-63B, section 5.1.1.2). Plain ASCII stays as it is.
fn normalised(password: &SecretString) -> SecretString {
    password.expose_secret().nfc().collect::<String>().into()
}

fn salt(entropy: &dyn Entropy) -> [u8; SALT_BYTES] {
    let mut salt = [0; SALT_BYTES];
    entropy.fill(&mut salt);
    salt
}

/// A hash in PHC form that is drawn and not computed: no password is known to have it, to compare
/// with it takes as long as with any other, and to make it takes no 19 MiB.
pub(super) fn nobody(entropy: &dyn Entropy) -> String {
    let mut hash = [0; HASH_BYTES];
    entropy.fill(&mut hash);
    let (salt, hash) = (
        STANDARD_NO_PAD.encode(salt(entropy)),
        STANDARD_NO_PAD.encode(hash),
    );
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}")
}

fn hash_with(argon2: &Argon2<'_>, password: &[u8], salt: &[u8]) -> Result<String, PasswordError> {
    argon2
        .hash_password_with_salt(password, salt)
        .map(|hash| hash.to_string())
        .map_err(|_| PasswordError::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn is_pending(future: std::pin::Pin<&mut impl Future>) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        future.poll(&mut context).is_pending()
    }

    fn passwords(concurrent: usize) -> Passwords {
        Passwords::new(concurrent, &SeededEntropy::new(1)).unwrap()
    }

    #[tokio::test]
    async fn only_the_same_password_matches() {
        let passwords = passwords(1);
        let right = SecretString::from("correct horse battery");
        let stored = passwords
            .hash(&right, &SeededEntropy::new(2))
            .await
            .unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(
            passwords
                .matches(&right, Some(stored.clone()))
                .await
                .unwrap()
        );
        let wrong = SecretString::from("Correct horse battery");
        assert!(!passwords.matches(&wrong, Some(stored)).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_may_be_typed_on_another_keyboard() {
        let passwords = passwords(1);
        let (composed, decomposed) = ("caf\u{e9} at the corner", "cafe\u{301} at the corner");
        let stored = passwords
            .hash(&composed.into(), &SeededEntropy::new(2))
            .await
            .unwrap();
        let matches = passwords.matches(&decomposed.into(), Some(stored)).await;
        assert_eq!(matches, Ok(true));
    }

    #[tokio::test]
    async fn nothing_matches_an_unknown_user_or_an_unreadable_hash() {
        let passwords = passwords(1);
        let typed = SecretString::from("correct horse battery");
        assert!(!passwords.matches(&typed, None).await.unwrap());
        assert!(
            !passwords
                .matches(&typed, Some("plain".to_owned()))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn what_an_unknown_user_is_compared_with_is_a_hash_like_the_others() {
        let passwords = passwords(1);
        let typed = SecretString::from("correct horse battery");
        let stored = passwords
            .hash(&typed, &SeededEntropy::new(2))
            .await
            .unwrap();
        let shape = |hash: &str| -> Vec<usize> { hash.split('$').map(str::len).collect() };
        assert_eq!(shape(&passwords.nobody), shape(&stored));
        let refused = passwords
            .argon2
            .verify_password(b"typed", &*passwords.nobody);
        assert_eq!(
            refused,
            Err(argon2::password_hash::Error::PasswordInvalid),
            "it was compared to the end"
        );
    }

    #[tokio::test]
    async fn an_over_long_password_is_refused_without_work() {
        let passwords = passwords(1);
        let permits = passwords.running.clone().acquire_owned().await.unwrap();
        let long = SecretString::from("x".repeat(PASSWORD_MAX_BYTES + 1));
        assert!(!passwords.matches(&long, None).await.unwrap());
        drop(permits);
    }

    #[tokio::test]
    async fn a_flood_is_turned_away() {
        let passwords = passwords(1);
        let permit = passwords.running.clone().acquire_owned().await.unwrap();
        let typed = SecretString::from("correct horse battery");
        let mut waiting = Vec::new();
        for _ in 0..WAITING_PER_RUNNING {
            let (passwords, typed) = (passwords.clone(), typed.clone());
            let mut check = Box::pin(async move { passwords.matches(&typed, None).await });
            assert!(is_pending(check.as_mut()));
            waiting.push(check);
        }
        assert_eq!(
            passwords.matches(&typed, None).await,
            Err(PasswordError::Busy)
        );
        drop(waiting);
        drop(permit);
        assert_eq!(passwords.matches(&typed, None).await, Ok(false));
    }
}
