//! Members as clients see them.

mod codes;
mod loaders;
mod mutations;
mod query;
mod record;
mod register;
mod safe_contact;
mod types;

pub use codes::AlternativeFormat;
pub use loaders::{EnrolmentsKey, MemberKey};
pub use mutations::MemberActMutation;
pub use query::MemberQuery;
pub use register::MemberMutation;
pub use safe_contact::{ContactChannel, GoBetween, SafeContactMutation};
pub use types::{Cin, Member, MemberAddress, PersonName};
