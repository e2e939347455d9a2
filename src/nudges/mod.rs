//! Nudges: who does not look into its mailbox is told outside of it to do so.
//!
//! A small provider has no socket open at night. When an assignment was not fetched in the plan's
//! time, its provider gets an e-mail or a call of its own server, as it has set: *so many new
//! assignments wait*, and where. Nothing about a person leaves by this way.
//!
//! ```text
//! sweep (duties): NOT_TOLD fires ─→ nudge PENDING      one for each assignment and channel
//! sender: claim ─→ send, outside of any transaction ─→ SENT
//!                   │ no luck: again later, longer each time       FAILED after the last try
//!                   └ nothing waits any more                       CANCELLED
//! ```
//! A sender that is killed after sending and before writing it down sends once more: the id of the
//! message is the same, so the other side knows the repetition.
//!
//! | File | Has |
//! |---|---|
//! | `model`, `rules` | the words; what may be set, when to try again |
//! | `address` | which addresses of the network are nobody's to call |
//! | `service` | what an administrator sets |
//! | `link` | what tells whoever referred and has no account |
//! | `store` | the tables |
//! | `sender`, `mail`, `webhook`, `secret` | getting it there |

mod address;
mod link;
mod mail;
mod model;
mod rules;
mod secret;
mod sender;
mod service;
mod store;
mod webhook;

pub use entity::types::{NudgeChannel, NudgeState};
pub(crate) use link::{queue_news_in, referral_of, revoke_in};
pub use mail::{Mail, MailError, is_confidential, is_mailbox};
pub use model::{NewNudgeSettings, Nudge, NudgeSettings, NudgesSet, SetNudgesRefusal};
pub use secret::WebhookSecrets;
pub use sender::{Places, Sender};
pub use service::{Nudges, Reach};
pub(crate) use store::queue_in;
pub use webhook::Webhooks;
