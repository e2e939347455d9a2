//! Letters with a plan's answer to what was filed: an appeal, or a grievance.
//!
//! ```text
//! decided, or taken back ──→ what holds now (rules) ──→ words (text) ──→ row, for ever ──→ a task to send it
//!                                                                             └──→ paper, any time
//! ```
//! What such a letter has to hold is in 42 CFR 438.408(e): what was answered and on which day; where the
//! member does not get what they appealed for, that they may ask for a state hearing, how, and that a
//! service may be asked to go on meanwhile. Under which terms California lets it go on, and whether the
//! member may have to pay for it then, is not confirmed (domain notes, section 2.3): the letter says where
//! to ask. It is a row beside the appeal, for it is between plan and member, and a provider reads what it
//! filed.

mod model;
pub(crate) mod rules;
pub(crate) mod store;
pub(crate) mod text;

pub use model::AppealLetter;
