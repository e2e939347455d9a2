//! The acts of identity, one file each.

mod sign_in;

use async_graphql::MergedObject;

/// The acts of identity.
#[derive(MergedObject, Default)]
pub struct IdentityMutation(sign_in::SignIn);
