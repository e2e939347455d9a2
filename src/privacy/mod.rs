//! Privacy: what is restricted in a plan, who sees it, and who opened it.
//!
//! | Word | Means |
//! |---|---|
//! | restricted | a member or a referral that only the assigned provider and those whom the plan named see |
//! | named | the plan's privacy officers always; its coordinators and reviewers where the plan's policy says so |
//! | withheld | of a restricted referral, what the others see: that it exists, where it stands, how it ended |
//! | hidden | a restricted referral of which the others see nothing, as the plan's policy says |
//! | broken glass | a coordinator opened a restricted member for an hour, with a reason; the privacy officers hear of it |
//!
//! The row filters decide (`access::visible`); this area keeps what they go by. `standing` joins
//! to each operation what stands in no token: it is in memory and read anew each second.
//! Restricting itself is an act on a referral, and lives in `referrals`.

mod error;
mod model;
mod rules;
mod service;
mod standing;
pub(crate) mod store;

pub use entity::types::{BrokenGlassId, OthersSee};
pub use error::{BreakGlassError, BreakGlassRefusal, SetPolicyError, SetPolicyRefusal};
pub use model::{BreakGlass, BrokenGlass, OpenedMember, PrivacyPolicy, Whom};
pub use service::{PolicyError, Privacy};
pub use standing::Standings;
