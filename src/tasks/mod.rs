//! Tasks: what somebody of the plan has to do by hand, with what they need for it.
//!
//! A **member's notice** says who serves the member, that this changed, or that the request is closed.
//! The server prepares its text in the member's language and names the way that is safe; the plan
//! sends it and says how and when. Nothing is ever said to be sent that could not have been: a letter
//! without an address, or anything to somebody who must not be contacted.
//!
//! A **referrer's notice** is for whoever referred without an account and is not reached by e-mail:
//! that it is assigned, declined or closed. By fax where both sides agreed on faxes, else by a call.
//! It counts as told when somebody says that it was.
//!
//! An **action notice** sends a notice of action word for word, on the way that is safe. No later
//! event of the loop calls it off. So does an **appeal answer** the letter with what the plan answered
//! to an appeal or a grievance.
//!
//! ```text
//!  event ─→ prepare_in ─→ OPEN ─ complete ─→ DONE       the text stays as it was sent
//!                           ├─ cancel, with a reason ─→ CANCELLED
//!                           ├─ a later event says something else ─→ CANCELLED
//!                           └─ the member died, or must not be contacted from now on ─→ CANCELLED
//! ```
//! Text, way and address are those of the moment in which they are read: a member who moved, or who
//! said since how to reach them, is reached there. A task is made once for each event
//! (`task_once`).
//!
//! | File | Has |
//! |---|---|
//! | `model` | the words |
//! | `rules` | which way is safe, when a task is done, and what the text says: pure |
//! | `prepare` | made and called off with the events of a referral |
//! | `service` | the work list, and what the plan says of a task |
//! | `letters` | what is sent word for word |
//! | `store` | the table |

mod error;
mod letters;
mod model;
mod prepare;
mod rules;
mod service;
mod store;

pub use entity::types::{TaskAbout, TaskId, TaskKind, TaskState, TaskWay};
pub use error::{CancelTaskRefusal, CompleteTaskRefusal, TaskError};
pub use model::{
    CompleteTask, Desk, FaxAgreement, Hindrance, Letter, PostalAddress, Prepared, Task, TaskEnding,
    TaskFilter,
};
pub(crate) use prepare::{
    NewLetter, NewNotice, Sent, call_off_in, call_off_members_in, prepare_in, prepare_letter_in,
    prepare_news_in,
};
pub use service::Tasks;
pub(crate) use store::fax_of;
