//! The only door to the database.
//!
//! ```text
//! Db ── read(op) ──→ Reader ── select::<E>() ──→ Scoped<E>   rows the actor may see
//!    ├─ act(op, act, |tx| …) ─→ Tx = Reader + insert, update_where, concerns(person), queue(notice)
//!    └─ write(op, |tx| …) ───→ the same for the server's own work, which no row of the audit names
//! ```
//! No value that can run SQL leaves this room: the row filter of `access` is part of every
//! SELECT from its first token. `write` tries again on busy and deadlock, writes the queued
//! notices last, commits, and only then wakes whoever waits for news.

mod act;
mod cursor;
mod dialect;
mod error;
mod lock;
mod open;
mod page;
mod row;
mod scoped;
mod wake;
mod write;

pub use cursor::{Cursor, CursorError, CursorSeal, NotSealed};
pub use dialect::{Sql, id_list, statements};
pub use lock::{LockError, ServerLock};
pub use open::{Db, OpenError};
pub use page::{Page, PageRequest};
pub use row::Columns;
pub(crate) use row::take;
pub use scoped::{Reader, Scoped};
pub use wake::Wake;
pub use write::{Tx, Updates};
