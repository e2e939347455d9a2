//! The stories of `docs/stories`: told anew, block by block, and compared with what they show.
//!
//! A story is a page for people. What the test needs to know stands where a reader of the page does
//! not see it: behind the language of a block, and in comments.
//!
//! | In the page | Means |
//! |---|---|
//! | ` ```graphql as=plan ` | this operation, sent by the plan; a subscription goes on from here |
//! | ` ```json variables ` | its variables |
//! | ` ```json answer ` | what came back: the value of its only field. A query is asked again until it is so |
//! | ` ```json heard=kitchen ` | the next item of the kitchen's subscription |
//! | ` ```text link=librarian ` | what the page says to which the last e-mail to the librarian leads |
//! | `<!-- later: 40 minutes -->` | the clock moves on, and the server does what is due by then |
//!
//! `"<referral>"` in an answer is an id, a cursor or a number that is another one each time: the
//! first one names it, and wherever it comes back it reads so. Everything else is compared as it is.
//! `UPDATE_STORIES=1` writes the answers anew.

mod page;
mod print;
mod teller;

use crate::support::both_engines;

both_engines!(meals, async |app| teller::tell(&app, "meals").await);
both_engines!(housing, async |app| teller::tell(&app, "housing").await);
