//! The access matrix: every operation, tried by everybody around a case, and the marks compared
//! with the committed table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::assert_current;
use super::case::{Case, ROLES, STANDINGS, Stage, Stranger};
use super::operations::{ACTS, Act, FIELDS, QUERIES, Read, SUBSCRIPTIONS};
use crate::support::{Caller, TestApp, both_engines};

const LEGEND: &str = "\
Who may do what, and who sees what: each line is an operation on one thing, each column somebody
around it. Every mark comes of a real call to a running server, on SQLite and on PostgreSQL.
Renewed with UPDATE_MATRIX=1.

✔  allowed: it shows what is asked for, or does what is asked (or says only that the thing does not
   stand where the act is due)
✘  forbidden: the actor may see the thing, or there is none to see, but the act is not theirs
·  invisible: not found, null, or not in the list; as for a thing that never existed
–  refused: sign in first
";

const STANDINGS_LEGEND: &str = "\n\
The case: plan A's member, referred by a clinic. One provider had it and no longer has it, another
has it now. Where nobody has it now, the provider that otherwise has it has nothing to do with it.
";

const ROLES_LEGEND: &str = "\n\
The case: plan A's member, referred by a clinic, and with a provider. Each column is a role in one of
these organizations; the last two have nothing to do with people. A role that is not here has none.
";

/// What says only that the thing does not stand where the act is due.
const OUT_OF_ORDER: &[&str] = &[
    "WRONG_STATE",
    "OVERLAPS",
    "NOT_ENROLLED",
    "UNKNOWN_CONTACT",
    "IN_HOUSEHOLD",
    "NO_HOUSEHOLD",
    "MERGED",
    "NOT_MERGED",
    "KEPT_APART",
    "NOT_OFFERED",
    "NOT_KEPT_APART",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Allowed,
    Forbidden,
    Invisible,
    SignInFirst,
}

impl Mark {
    fn sign(self) -> &'static str {
        match self {
            Self::Allowed => "✔",
            Self::Forbidden => "✘",
            Self::Invisible => "·",
            Self::SignInFirst => "–",
        }
    }

    /// What an answer without data means.
    fn of_fault(code: &str) -> Self {
        match code {
            "UNAUTHENTICATED" => Self::SignInFirst,
            "FORBIDDEN" => Self::Forbidden,
            // The cursor of a mailbox that is not one's own is refused like an invented one.
            "NOT_FOUND" | "BAD_USER_INPUT" => Self::Invisible,
            other => panic!("{other} is no answer to a question of access"),
        }
    }

    fn of_sight(sees: bool) -> Self {
        if sees { Self::Allowed } else { Self::Invisible }
    }
}

both_engines!(
    the_server_does_what_the_committed_matrix_says,
    async |app: TestApp| {
        for pool in ["p1-desk", "p2"] {
            app.set_capacity(pool, 1_000).await;
        }
        // What is read is one case, alone in the database.
        let case = Case::at(Stage::InHands, &app).await;
        app.advance(TimeDelta::minutes(10));
        case.reach_out(&app).await;
        let mut tables = Tables::new();
        for (title, reads) in [("Queries", QUERIES), ("Fields", FIELDS)] {
            tables.section(title);
            for read in reads {
                let marks = marks(async |caller| query(&caller, &case, read).await, &app).await;
                tables.line(read.operation, read.on, &marks);
            }
        }
        tables.section("Subscriptions");
        for read in SUBSCRIPTIONS {
            let marks = marks(async |caller| subscribe(&caller, &case, read).await, &app).await;
            tables.line(read.operation, read.on, &marks);
        }
        tables.section("Mutations");
        let mut carried_out = BTreeSet::new();
        for act in ACTS {
            // What nobody was let do has changed nothing: the next finds the case as it was.
            let mut untouched = None;
            let marks = marks(
                async |caller| {
                    let case = match untouched.take() {
                        Some(case) => case,
                        None => Case::at(act.stage, &app).await,
                    };
                    let case = case.taken_up_by(&caller).await;
                    let (mark, is_done) = try_act(&caller, &case, act).await;
                    if is_done {
                        carried_out.insert(act.operation);
                    } else {
                        untouched = Some(case);
                    }
                    mark
                },
                &app,
            )
            .await;
            tables.line(act.operation, act.on, &marks);
        }
        let tried: BTreeSet<_> = ACTS.iter().map(|act| act.operation).collect();
        assert_eq!(
            carried_out, tried,
            "an act that nobody carries out proves nothing"
        );
        assert_current("matrix.txt", &tables.standings);
        assert_current("roles.txt", &tables.roles);
    }
);

/// The two tables: the same lines, tried by whoever stands around the case, and by every role.
struct Tables {
    standings: String,
    roles: String,
}

impl Tables {
    fn new() -> Self {
        Self {
            standings: format!("{LEGEND}{STANDINGS_LEGEND}"),
            roles: format!("{LEGEND}{ROLES_LEGEND}"),
        }
    }

    fn section(&mut self, title: &str) {
        section(&mut self.standings, title, STANDINGS);
        section(&mut self.roles, title, ROLES);
    }

    fn line(&mut self, operation: &str, on: &str, marks: &[Mark]) {
        let (standings, roles) = marks.split_at(STANDINGS.len());
        line(&mut self.standings, operation, on, standings);
        line(&mut self.roles, operation, on, roles);
    }
}

/// Lets everybody try.
async fn marks(mut attempt: impl AsyncFnMut(Caller) -> Mark, app: &TestApp) -> Vec<Mark> {
    let mut marks = Vec::new();
    for actor in STANDINGS.iter().chain(ROLES) {
        marks.push(attempt(actor.caller(app)).await);
    }
    marks
}

async fn query(caller: &Caller, case: &Case, read: &Read) -> Mark {
    let reply = caller.query(read.document, (read.variables)(case)).await;
    match reply.fault_code() {
        Some(code) => Mark::of_fault(code),
        None => Mark::of_sight(reply.data().to_string().contains(&(read.shows)(case))),
    }
}

async fn subscribe(caller: &Caller, case: &Case, read: &Read) -> Mark {
    let mut stream = caller
        .subscribe(read.document, (read.variables)(case))
        .await;
    loop {
        let item = match stream.next_or_fault().await {
            Ok(item) => item,
            Err(code) => return Mark::of_fault(&code),
        };
        if item.to_string().contains(&(read.shows)(case)) {
            return Mark::Allowed;
        }
        // The mark after the backlog: there is no more.
        if item.get("notice").is_none_or(Value::is_null) {
            return Mark::Invisible;
        }
    }
}

/// The mark, and whether the act was carried out.
async fn try_act(caller: &Caller, case: &Case, act: &Act) -> (Mark, bool) {
    let (_, name) = act.operation.split_once('.').unwrap();
    let (first, rest) = name.split_at(1);
    let asking_why = format!(
        "mutation($input: {}{rest}Input!) {{ {name}(input: $input) {{ userErrors {{ code }} }} }}",
        first.to_uppercase()
    );
    let variables = json!({ "input": (act.input)(case) });
    let document = act.document.unwrap_or(&asking_why);
    let reply = caller.query(document, variables).await;
    if let Some(code) = reply.fault_code() {
        return (Mark::of_fault(code), false);
    }
    if act.document.is_some() {
        return (Mark::Allowed, true);
    }
    let refusals = reply.refusals();
    match refusals.first().map(String::as_str) {
        None => (Mark::Allowed, true),
        Some(code) if OUT_OF_ORDER.contains(&code) => (Mark::Allowed, false),
        Some("OTHER_MAILBOX") => (Mark::Invisible, false),
        Some(other) => panic!("{} on {}: {other}", act.operation, act.on),
    }
}

fn section(text: &mut String, title: &str, actors: &[Stranger]) {
    let heading = |part: fn(&super::case::Stranger) -> &'static str| {
        actors.iter().fold(String::new(), |line, actor| {
            line + &format!("{:<11}", part(actor))
        })
    };
    let above = heading(|actor| actor.heading.0);
    let below = heading(|actor| actor.heading.1);
    write!(text, "\n{:<60}{}\n", "", above.trim_end()).unwrap();
    writeln!(text, "{title:<34}{:<26}{}", "on", below.trim_end()).unwrap();
}

fn line(text: &mut String, operation: &str, on: &str, marks: &[Mark]) {
    let cells = marks.iter().fold(String::new(), |line, mark| {
        line + &format!("{:<11}", mark.sign())
    });
    writeln!(text, "{operation:<34}{on:<26}{}", cells.trim_end()).unwrap();
}

/// The operations of a committed matrix, each with the marks of whoever is not signed in.
pub(super) fn marks_of_nobody(text: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let mut chars = line.chars();
        let operation: String = chars.by_ref().take(34).collect();
        let mark: String = chars.skip(26).take(1).collect();
        let operation = operation.trim_end();
        if let Some(("Query" | "Mutation" | "Subscription", _)) = operation.split_once('.') {
            found.entry(operation.to_owned()).or_default().push(mark);
        }
    }
    found
}
