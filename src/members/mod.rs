//! Members: the people a plan answers for. Registered by the plan, seen by the provider that has
//! a live assignment with them, never by a referrer.
//!
//! `cin` checks numbers, `rules` the input of a registration and the evidence of a match,
//! `service` has the use cases.

mod cin;
mod error;
mod model;
pub(crate) mod rules;
mod safe_contact;
mod service;
pub(crate) mod store;

pub use cin::{Cin, InvalidCin};
pub use entity::types::MemberId;
pub use error::{RegisterMemberError, RegisterMemberRefusal};
pub use model::{
    ContactChannel, GoBetween, Member, MemberAddress, MemberFilter, NewMember, SafeContact,
    SafeHours,
};
pub use safe_contact::{NewSafeContact, SafeContactError, SafeContactRefusal};
pub use service::Members;
