//! Accounts: who belongs to an organization, what they do there, and how they come to a password
//! and a second factor.
//!
//! ```text
//!              invite                accept
//! (nobody) ───────────→ INVITED ───────────────→ ACTIVE ⇄ DEACTIVATED
//!                          ↑ └── deactivate ──→ DEACTIVATED   deactivate, reactivate
//!                          └──── invite again ─────┘ (until they first accepted)
//! ```
//! An organization's own administrators do this for its people; the operator's administrator makes
//! organizations, each with its first administrator; the command line can do both. Which plan works
//! for which is agreed by the administrators of the two. A **ticket** is
//! the token that lets one person choose a password, once: three days after an invitation, one hour
//! after a reset. It is shown once, to who asked for it, and handed over by them; the server sends
//! no mail, and keeps a hash.
//!
//! Promises:
//! - An organization that has an active administrator keeps one, also when two of them act at once:
//!   whoever changes accounts holds the lock of the organization's row.
//! - Whatever takes something from a person ends their access tokens within seconds.
//! - A password is judged by `identity::password`, and no ticket survives its use.
//!
//! | File | Has |
//! |---|---|
//! | `model` | the words: account, status, ticket |
//! | `rules` `competence_rules` `error` | what is refused |
//! | `service` `invite` | what administrators do with the accounts of their organization |
//! | `reviewers` | which reviewers may decide against what is asked, for which services |
//! | `officers` | whoever guards a plan's privacy does not change silently |
//! | `tickets` | how tickets are made, and how people use them |
//! | `own` | what people do with their own account: password, second factor |
//! | `organizations` | what the operator's administrator does |
//! | `delegation` | how two plans agree that one works for the other |
//! | `store` `factor_store` `competence_store` | rows |

mod competence_rules;
mod competence_store;
mod delegation;
mod error;
mod factor_store;
mod invite;
mod model;
pub(super) mod officers;
mod organizations;
mod own;
mod reviewers;
mod rules;
mod service;
mod store;
mod tickets;

pub use error::{
    AcceptDelegationRefusal, ChangePasswordRefusal, ConfirmFactorRefusal,
    CreateOrganizationRefusal, DeactivateRefusal, EndDelegationRefusal, EnrollFactorRefusal,
    InviteRefusal, IssueResetRefusal, MarkReviewerRefusal, OfferDelegationRefusal,
    ReactivateRefusal, RedeemRefusal, RemoveFactorRefusal, RequireFactorRefusal,
    ResetFactorRefusal, SetRolesRefusal, UnmarkReviewerRefusal,
};
pub(super) use factor_store::{factor_is_confirmed, factor_is_required};
pub use model::{
    Account, AccountStatus, Competence, Delegation, Enrollment, Invited, KnownOrganization,
    NewOrganization, NewPerson, Ticket,
};
pub(super) use own::CodeCheck;
pub use service::Accounts;
pub(super) use store::account_with_version;
