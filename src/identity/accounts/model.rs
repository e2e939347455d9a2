//! The words of accounts.

use chrono::{DateTime, Utc};
use entity::types::{AccountId, OrganizationId, OrganizationKind, Role, TicketId, TicketPurpose};
use secrecy::SecretString;

use crate::organizations::Organization;
use crate::reference::ServiceCode;

/// One of an organization's people, as its administrators see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Key.
    pub id: AccountId,
    /// Whose person it is.
    pub organization: OrganizationId,
    /// Sign-in name, folded.
    pub email: String,
    /// Name to show.
    pub name: String,
    /// What they do, in the order of [`Role::ALL`].
    pub roles: Vec<Role>,
    /// Whether they may sign in.
    pub status: AccountStatus,
    /// Whether they sign in with a second factor.
    pub has_second_factor: bool,
    /// Until when an invitation can be accepted; `None` unless one is open.
    pub invited_until: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// For which services a reviewer may decide against what is asked: deny, modify, reduce, terminate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Competence {
    /// The services, each once, in the state's order; `None`: all.
    pub services: Option<Vec<ServiceCode>>,
    /// Since when.
    pub marked_at: DateTime<Utc>,
}

/// Whether a person may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStatus {
    /// Invited, and not yet come.
    Invited,
    /// May sign in.
    Active,
    /// May not sign in any more.
    Deactivated,
}

/// A person to invite.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// Sign-in name.
    pub email: String,
    /// Name to show.
    pub name: String,
    /// What they will do.
    pub roles: Vec<Role>,
}

/// A token that lets a person choose a password, once.
#[derive(Debug)]
pub struct Ticket {
    /// The text: shown once, and kept nowhere.
    pub token: SecretString,
    /// From this instant on it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// Somebody who was invited.
#[derive(Debug)]
pub struct Invited {
    /// Their account.
    pub account: Account,
    /// What they accept with.
    pub ticket: Ticket,
}

/// A second factor that is to be confirmed.
#[derive(Debug)]
pub struct Enrollment {
    /// The secret, as people type it into an authenticator app.
    pub secret: SecretString,
    /// The same as a QR code carries it.
    pub uri: SecretString,
}

/// An organization to make, with its first administrator.
#[derive(Debug, Clone)]
pub struct NewOrganization {
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// E-mail address of its first administrator.
    pub administrator_email: String,
    /// Name of its first administrator.
    pub administrator_name: String,
}

/// An organization as the operator's administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOrganization {
    /// Its name and kind.
    pub organization: Organization,
    /// The plan that delegated members and network to it.
    pub prime: Option<OrganizationId>,
    /// Whether it has an active administrator.
    pub is_administered: bool,
    /// When it joined.
    pub created_at: DateTime<Utc>,
}

/// How a plan stands to others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Delegation {
    /// For whom it works: who delegated members and network to it.
    pub prime: Option<OrganizationId>,
    /// Who offered to delegate to it.
    pub offered_by: Option<OrganizationId>,
    /// Who works for it, by id.
    pub delegates: Vec<OrganizationId>,
    /// To whom it offered to delegate, by id.
    pub offered_to: Vec<OrganizationId>,
}

/// A ticket as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TicketRecord {
    pub(super) id: TicketId,
    pub(super) account: AccountId,
    pub(super) purpose: TicketPurpose,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) state: TicketState,
}

/// What became of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TicketState {
    Open,
    Used,
    Voided,
}
