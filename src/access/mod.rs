//! Who may do what, on which rows. Nothing else in the program decides this.
//!
//! | Question | Where |
//! |---|---|
//! | Who are you? | [`Actor`], made by `identity`, the worker and tests only |
//! | Which rows exist for you? | [`VisibleTo`]: one row filter per table, part of every SELECT |
//! | Whom is a row about? | [`VisibleTo::about`]: what the audit writes down when it is shown |
//! | May you do this to a row you see? | [`authorize`]: the table in `policy` |
//!
//! A row that is not visible does not exist for the actor: not found, never forbidden.
//! To add a table: a `visible_to` in `visible`; to add an act: a line in [`Action`] and in
//! `policy`, and a row in `tests/it/access/matrix.txt`.

mod action;
mod actor;
mod policy;
mod small;
mod visible;

pub use action::Action;
pub use actor::{Actor, Person, Standing};
pub use policy::{Denied, Relation, Resource, allow, authorize, authorize_here, authorize_server};
pub use small::shows_count_of;
pub use visible::{About, VisibleTo, of_plans, referrals_in_full, told_in_part, untold};
