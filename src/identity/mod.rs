//! Identity: who may sign in, and how a request shows who it is from.
//!
//! An **account** is one person's sign-in at one organization. Signing in gives a **session**: an
//! access token, good for minutes, that carries organization and roles, so that a request costs
//! no database read to know its actor.
//!
//! ```text
//! e-mail + password ─ Identity::sign_in ─→ Session { token, expires_at, viewer }
//! Authorization: Bearer token ─ TokenAuthenticator ─→ Arc<Actor>
//! ```
//! | File | Has |
//! |---|---|
//! | `model` | the words: account, viewer, session |
//! | `rules` | what a new account must satisfy |
//! | `password` | Argon2id, off the async threads and bounded in number; what a new one must be |
//! | `keys` `key_set` | the signing key, the keys that verify, the server's secret |
//! | `second_factor` | one-time codes, and their secrets at rest |
//! | `token` | signs and verifies access tokens |
//! | `suspended` | accounts that lost access before their token ended |
//! | `authenticate` | what the HTTP edge asks |
//! | `service` `store` | the use cases, and their rows |
//!
//! Passwords, tokens and e-mail addresses never reach a log or an error text.

mod authenticate;
mod key_set;
mod keys;
mod model;
mod password;
mod rules;
mod second_factor;
mod service;
mod store;
mod suspended;
mod token;

pub use authenticate::TokenAuthenticator;
pub use entity::types::Role;
pub use keys::{KeyError, Keys};
pub use model::{CreatedAccount, NewAccount, Session, Viewer};
pub use password::{PasswordError, PasswordFault, Passwords};
pub use rules::{AccountProblem, fold_email};
pub use service::{CreateAccountError, Identity, SignInError, SignInRefusal, StewardError};
pub use suspended::Suspended;
pub use token::{IssuedToken, SigningFailed, Tokens};

#[cfg(test)]
mod tests;
