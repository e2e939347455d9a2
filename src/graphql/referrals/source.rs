use async_graphql::SimpleObject;

use crate::graphql::organizations::Organization;

/// Who referred, and whom to ask there.
#[derive(SimpleObject, Clone, Debug)]
pub struct ReferralSource {
    /// The organization.
    pub(super) organization: Organization,
    /// Whom to ask: name.
    pub(super) contact_name: String,
    /// Whom to ask: phone or e-mail.
    pub(super) contact_reach: String,
}
