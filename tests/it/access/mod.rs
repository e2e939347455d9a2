//! Who may do what and who sees what, proved by calling the server: the committed tables, what
//! keeps them complete, and what must not shine through.
//!
//! | File | Says |
//! |---|---|
//! | `policy.txt` | role × act × relation, printed from `access::allow` |
//! | `matrix.txt` | operation × actor, printed from calls over HTTP and WebSocket |

mod case;
mod coverage;
mod crossings;
mod foreign;
mod graph;
mod leak;
mod matrix;
mod operations;
mod outsiders;
mod paths;
mod policy;
mod restricted;
mod twins;

use std::path::Path;
use std::{env, fs};

/// The text of a committed table.
fn committed(file: &str) -> String {
    fs::read_to_string(place(file)).unwrap_or_default()
}

/// Fails unless the committed table says this; writes it with `UPDATE_MATRIX=1`. A bare name is one
/// of this folder.
pub(crate) fn assert_current(file: &str, text: &str) {
    if is_update() {
        fs::write(place(file), text).unwrap();
        return;
    }
    let committed = committed(file);
    let known: Vec<&str> = committed.lines().collect();
    let new: Vec<&str> = text.lines().filter(|line| !known.contains(line)).collect();
    assert!(
        committed == text,
        "{file} is not what the server does. If that is meant, run the tests with \
         UPDATE_MATRIX=1 and read the difference. New or changed lines:\n{}",
        new.join("\n")
    );
}

fn place(file: &str) -> impl AsRef<Path> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if file.contains('/') {
        root.join(file)
    } else {
        root.join("tests/it/access").join(file)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a setting of the test run, not of the program"
)]
fn is_update() -> bool {
    env::var("UPDATE_MATRIX").is_ok_and(|value| value == "1")
}
