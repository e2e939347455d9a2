//! The acts on accounts and organizations, by who does them.

mod administer;
mod delegation;
mod factor;
mod invite;
mod operate;
mod password;
mod review;

use async_graphql::MergedObject;

/// The acts on accounts and organizations.
#[derive(MergedObject, Default)]
pub struct AccountMutation(
    invite::Invite,
    administer::Administer,
    password::Password,
    factor::Factor,
    review::Review,
    operate::Operate,
    delegation::Delegate,
);
