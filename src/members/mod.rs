//! Members: the people a plan answers for. Registered by the plan, seen by the provider that has
//! a live assignment with them, never by a referrer.
//!
//! `cin` checks numbers, `rules` the input of a registration and the evidence of a match,
//! `service` registers and finds, and `keys` says by what. What is done with a record has a file
//! for each subject (`details`, `residence`, `enrolments`, `life`, `merge` …): what is typed, why it is refused,
//! the pure check, the use case. `act` is what they share: lock, right, version, state.

pub(crate) mod act;
mod apart;
mod care;
mod cin;
mod contacts;
mod details;
mod duplicates;
pub(crate) mod enrolments;
mod error;
mod household;
pub(crate) mod keys;
pub mod life;
pub(crate) mod merge;
mod model;
pub(crate) mod person;
mod phones;
mod programs;
mod residence;
pub(crate) mod rules;
pub(crate) mod safe_contact;
mod service;
pub(crate) mod store;

pub use act::{MemberError, Step};
pub use apart::{CompareMembersAgainRefusal, KeepMembersApartRefusal, KeptApart};
pub use care::{
    LeadCareManager, MemberPopulation, NewLead, SetLeadCareManagerRefusal, SetPopulationsRefusal,
};
pub use cin::{Cin, InvalidCin};
pub use contacts::{EndContactRefusal, MemberContact, NewContact, SetContactRefusal};
pub use details::{MemberChange, UpdateMemberRefusal};
pub use duplicates::{Evidence, PossibleDuplicate};
pub use enrolments::{
    EndEnrolmentRefusal, Enrolment, NewEnd, NewEnrolment, RecordEnrolmentRefusal, is_enrolled,
};
pub use entity::types::{
    AlternativeFormat, ContactId, ContactRole, EnrolmentEnd, EnrolmentKind, HouseholdRole,
    LifeEventId, LifeEventKind, MemberId, PhoneKind,
};
pub use error::{RegisterMemberError, RegisterMemberRefusal};
pub use household::{HouseholdPlace, JoinHouseholdRefusal, LeaveHouseholdRefusal};
pub use keys::{SoughtName, SoughtPhone};
pub use life::{LifeEvent, NewLifeEvent, RecordLifeEventRefusal};
pub use merge::{MergeMembersRefusal, MergedRecord, UnmergeMemberRefusal};
pub use model::{
    ContactChannel, FormerAddress, GoBetween, Member, MemberAddress, MemberFilter, MemberPhone,
    NewMember, SafeContact, SafeHours,
};
pub use phones::{NewPhone, SetPhonesRefusal};
pub use programs::{MemberProgram, SetProgramsRefusal};
pub use residence::{NewAddress, SetAddressRefusal};
pub use safe_contact::{NewSafeContact, SafeContactError, SafeContactRefusal};
pub use service::{Members, fill_keys_in};
