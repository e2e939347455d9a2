//! The acts of identity, one file each.

mod end_session;
mod refresh_session;
mod sign_in;
mod sign_out;

use async_graphql::MergedObject;

/// The acts of identity.
#[derive(MergedObject, Default)]
pub struct IdentityMutation(
    sign_in::SignIn,
    refresh_session::RefreshSession,
    sign_out::SignOut,
    end_session::EndSession,
);
