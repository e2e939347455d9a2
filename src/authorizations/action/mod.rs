//! Notices of action: what a plan tells a member in writing when it does not pay, pays for less or
//! other than was asked or granted, or has not decided in its time.
//!
//! ```text
//! decided, or about to lapse ──→ facts (rules) ──→ words (text) ──→ row, for ever ──→ a task to send it
//!                                                                       └──→ paper (page), any time
//! ```
//! The text is kept as it was prepared, for it is what the member was told; paper is made of it
//! whenever somebody prints. A notice of delay is recalled where a decision came in time after all:
//! nothing was delayed.

mod model;
pub(crate) mod page;
pub(crate) mod rules;
pub(crate) mod store;
pub(crate) mod text;

pub use model::NoticeOfAction;
