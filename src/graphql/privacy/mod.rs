//! What is restricted, and who opened it, as clients see it.

mod break_glass;
mod broken_glass;
mod policy;
mod restrict_member;

use async_graphql::MergedObject;

pub use broken_glass::PrivacyQuery;

/// Acts of privacy.
#[derive(MergedObject, Default)]
pub struct PrivacyMutation(
    policy::SetPrivacyPolicy,
    break_glass::BreakGlass,
    restrict_member::RestrictMember,
);
