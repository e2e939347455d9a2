//! Accounts, and the organizations that the operator keeps.

mod loaders;
mod mutations;
mod payload;
mod query;
mod types;

pub use loaders::AccountKey;
pub use mutations::AccountMutation;
pub use query::AccountQuery;
pub use types::{
    Account, AccountStatus, AccountTicket, Delegation, KnownOrganization, ReviewerCompetence,
};
