//! What the compiler does not hold of `docs/ARCHITECTURE.md`: who may name what, as plain text.
//!
//! Comments and unit tests are not looked at.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read the sources fails"
)]

use std::fs;
use std::path::Path;

/// Longest source file, in lines, tests included.
const LONGEST: usize = 500;
/// Files that may be longer, each with its reason.
const LONG_FOR_A_REASON: &[(&str, &str)] = &[];

/// The areas of the domain. Each may use those before it, never one after it.
const AREAS: &[&str] = &[
    "reference",
    "clocks",
    "policies",
    "nudges",
    "duties",
    "capacity",
    "members",
    "privacy",
    "providers",
    "tasks",
    "authorizations",
    "referrals",
    "visits",
];
/// Rooms that know no area. `notices` takes plain drafts; `access` has the areas come to it.
const BELOW_THE_AREAS: &[&str] = &["access", "audit", "db", "notices"];
/// Where somebody may say who acts.
const ACTORS_ARE_MADE_IN: &[&str] = &[
    "src/access/",
    "src/app.rs",
    "src/cli/",
    "src/demo/",
    "src/identity/",
    "src/op.rs",
    "src/privacy/standing.rs",
    "src/worker.rs",
];

/// A source file: its path, and its code without comments and unit tests.
struct Source {
    path: String,
    code: Vec<(usize, String)>,
    lines: usize,
}

impl Source {
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = path.strip_prefix(root).unwrap();
        let is_unit_test = path
            .components()
            .any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")));
        let code = text
            .lines()
            .enumerate()
            .take_while(|(_, line)| *line != "#[cfg(test)]")
            .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or_default()))
            .filter(|(_, line)| !is_unit_test && !line.trim().is_empty())
            .map(|(number, line)| (number, line.to_owned()))
            .collect();
        Self {
            path: path.to_string_lossy().into_owned(),
            code,
            lines: text.lines().count(),
        }
    }

    fn is_in(&self, folders: &[&str]) -> bool {
        folders.iter().any(|folder| self.path.starts_with(folder))
    }

    fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Each place where the code has one of the words, as a sentence.
    fn places(&self, words: &[&str]) -> Vec<String> {
        let mut places = Vec::new();
        for (number, line) in &self.code {
            for word in words.iter().filter(|word| has_word(line, word)) {
                places.push(format!("{}:{number} has `{word}`", self.path));
            }
        }
        places
    }
}

/// Does the line have the word, and not only as the end of a longer name?
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    })
}

fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    collect(&root.join("src"), &mut sources);
    assert!(sources.len() > 50, "the sources were not found");
    sources
}

fn collect(directory: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(Source::read(&path));
        }
    }
}

/// No source that `applies` has any of the words.
fn banned(applies: impl Fn(&Source) -> bool, words: &[&str]) {
    let places: Vec<String> = sources()
        .iter()
        .filter(|source| applies(source))
        .flat_map(|source| source.places(words))
        .collect();
    assert!(places.is_empty(), "{}", places.join("\n"));
}

#[test]
fn the_edges_never_name_the_database() {
    banned(
        |source| source.is_in(&["src/graphql/", "src/http/"]),
        &["sea_orm", "entity::", "DbErr"],
    );
}

#[test]
fn the_areas_never_name_the_edges() {
    let areas: Vec<String> = AREAS
        .iter()
        .chain(BELOW_THE_AREAS)
        .map(|area| format!("src/{area}/"))
        .collect();
    let areas: Vec<&str> = areas.iter().map(String::as_str).collect();
    banned(
        |source| source.is_in(&areas),
        &["async_graphql", "axum", "crate::graphql", "crate::http"],
    );
}

#[test]
fn rules_are_pure() {
    banned(
        |source| matches!(source.file_name(), "rules.rs" | "state.rs" | "deadlines.rs"),
        &["async", ".await", "Db", "Tx", "Reader", "Clock", "tracing"],
    );
}

#[test]
fn one_file_makes_the_errors_that_clients_see() {
    banned(
        |source| source.path != "src/graphql/error.rs",
        &["async_graphql::Error::new", "Error::new_with_source"],
    );
}

#[test]
fn the_areas_use_each_other_in_one_direction() {
    for (index, area) in AREAS.iter().enumerate() {
        let later: Vec<String> = AREAS[index + 1..]
            .iter()
            .map(|later| format!("crate::{later}"))
            .collect();
        let later: Vec<&str> = later.iter().map(String::as_str).collect();
        banned(|source| source.is_in(&[&format!("src/{area}/")]), &later);
    }
}

#[test]
fn what_is_below_the_areas_knows_none() {
    let areas: Vec<String> = AREAS.iter().map(|area| format!("crate::{area}")).collect();
    let areas: Vec<&str> = areas.iter().map(String::as_str).collect();
    banned(
        |source| {
            BELOW_THE_AREAS
                .iter()
                .any(|room| source.is_in(&[&format!("src/{room}/")]))
        },
        &areas,
    );
}

#[test]
fn only_sign_in_and_the_servers_own_tools_say_who_acts() {
    banned(
        |source| !source.is_in(ACTORS_ARE_MADE_IN),
        &["Actor::system(", "Actor::person(", "Arc::new(Actor::"],
    );
}

#[test]
fn what_a_person_sets_off_is_audited() {
    let areas: Vec<String> = AREAS.iter().map(|area| format!("src/{area}/")).collect();
    let areas: Vec<&str> = areas.iter().map(String::as_str).collect();
    banned(
        |source| source.is_in(&areas) || source.path == "src/notices/service.rs",
        &["write(op", "write(&op"],
    );
}

#[test]
fn connections_stay_in_the_database_room() {
    banned(
        |source| !source.is_in(&["src/db/"]),
        &[
            "ConnectionTrait",
            "DatabaseConnection",
            "DatabaseTransaction",
            "Statement",
        ],
    );
}

#[test]
fn files_stay_short() {
    let mut too_long: Vec<String> = Vec::new();
    for source in sources() {
        let has_reason = LONG_FOR_A_REASON
            .iter()
            .any(|(path, _)| *path == source.path);
        if source.lines > LONGEST && !has_reason {
            too_long.push(format!("{} has {} lines", source.path, source.lines));
        }
        assert!(
            source.lines > LONGEST || !has_reason,
            "{} needs no reason any more",
            source.path
        );
    }
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}
