//! The words of identity.

use chrono::{DateTime, Utc};
use entity::types::{AccountId, OrganizationKind, Role, SessionId};
use secrecy::SecretString;

use crate::access::Person;
use crate::organizations::Organization;

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Their sign-in.
    pub account: AccountId,
    /// Name to show.
    pub name: String,
    /// Whose person they are.
    pub organization: Organization,
    /// What they do there, in the order of [`Role::ALL`].
    pub roles: Vec<Role>,
    /// Whether they sign in with a second factor.
    pub has_second_factor: bool,
    /// Whether they have no roles for want of the second factor that their organization asks for.
    pub must_enroll_second_factor: bool,
}

impl Viewer {
    /// The actor that this person's operations run as.
    #[must_use]
    pub fn person(&self) -> Person {
        Person::new(
            self.account,
            self.organization.id,
            self.organization.kind,
            self.roles.clone(),
        )
    }
}

/// What a person works with who has signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// The access token, for `Authorization: Bearer`.
    pub token: SecretString,
    /// From this instant on the token is refused.
    pub expires_at: DateTime<Utc>,
    /// Good once, for the next access token.
    pub refresh_token: SecretString,
    /// When the session ends if it is not refreshed before.
    pub refresh_expires_at: DateTime<Utc>,
    /// Who signed in.
    pub viewer: Viewer,
}

/// One sign-in from one place, which goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Names it.
    pub id: SessionId,
    /// When the person signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last refreshed.
    pub last_used_at: DateTime<Utc>,
    /// When it ends if it is not refreshed before.
    pub expires_at: DateTime<Utc>,
    /// Where it was last used from.
    pub address: Option<String>,
    /// What the client's program called itself then.
    pub user_agent: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// A stored account.
pub(super) struct Account {
    pub(super) viewer: Viewer,
    /// Counts the changes of what the person may do.
    pub(super) access_version: i32,
    /// Argon2id in PHC form.
    pub(super) password_hash: String,
    pub(super) is_active: bool,
}

/// An account to make.
#[derive(Debug)]
pub struct NewAccount {
    /// Exact name of the organization.
    pub organization: String,
    /// What the organization is.
    pub kind: OrganizationKind,
    /// Sign-in name; letter case does not matter.
    pub email: String,
    /// Name to show.
    pub name: String,
    /// What they do.
    pub roles: Vec<Role>,
    /// Their first password.
    pub password: SecretString,
}

/// An account that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedAccount {
    /// Whose it is.
    pub viewer: Viewer,
    /// Whether the organization was made with it, and its mailbox.
    pub is_new_organization: bool,
}
