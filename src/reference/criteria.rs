//! Eligibility criteria: what a request answers, one question at a time, and what follows from the
//! answers.
//!
//! ```text
//! criteria met = every group without a path  and  (no paths, or every group of one path)
//! group  ALL   = every answer is YES             group  ANY = some answer is YES
//! ```
//! A question without an answer is not a no: it leaves the outcome open only where it can still
//! change it. Nobody answers a second time what is decided.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::effective::Effective;
use super::service::ServiceCode;
use super::table::{LoadError, Table, filled, table, yes_no};
use super::text::closed_set;

pub(super) const TABLE: Table = table!("eligibility_criteria.csv");

closed_set! {
    /// What a request says to a criterion. The order is that of "how much it speaks for the
    /// member", so that ALL is the least answer of a group and ANY the greatest.
    Answer: "answer" {
        /// It does not hold.
        No = "NO",
        /// Nobody has said, or nobody knows.
        Unknown = "UNKNOWN",
        /// It holds.
        Yes = "YES",
    }
}

closed_set! {
    /// How the answers of a group combine.
    Combine: "way to combine" {
        /// Each has to hold.
        All = "ALL",
        /// One is enough.
        Any = "ANY",
    }
}

/// One question about the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// The service that asks it.
    pub service: ServiceCode,
    /// Its name among the criteria of the service on a day; answers are kept by it.
    pub code: String,
    /// The alternative it belongs to, such as one population of focus; `None`: asked of everybody.
    pub path: Option<String>,
    /// The group, within the path.
    pub group: String,
    /// How the answers of its group combine.
    pub combine: Combine,
    /// The question, for people.
    pub question: String,
    /// Days on which requests answer it.
    pub effective: Effective,
    /// Whether the criterion was read in a public text; what is recalled only warns.
    pub is_confirmed: bool,
    /// Source keys of `data/README.md`.
    pub source: String,
}

/// Whether the answers satisfy a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Eligibility<'a> {
    /// They do; a service without criteria is satisfied by any.
    Met,
    /// They do not, whatever the open answers will be.
    NotMet {
        /// What was answered NO and decides.
        refuted: Vec<&'a Criterion>,
        /// Whether confirmed criteria alone decide it. What rests on recalled ones is no ground
        /// to refuse.
        is_confirmed: bool,
    },
    /// It depends on answers that are missing.
    Unknown {
        /// The questions that can still decide.
        missing: Vec<&'a Criterion>,
    },
}

/// What follows from the answers to these criteria, which are those of one service on one day.
/// A criterion without an answer counts as [`Answer::Unknown`].
#[must_use]
pub fn met<'a>(criteria: &[&'a Criterion], answers: &BTreeMap<String, Answer>) -> Eligibility<'a> {
    let given = |criterion: &Criterion| {
        let answer = answers.get(&criterion.code).copied();
        answer.unwrap_or(Answer::Unknown)
    };
    let tree = Tree::of(criteria);
    match tree.outcome(&given) {
        Answer::Yes => Eligibility::Met,
        Answer::No => Eligibility::NotMet {
            refuted: tree.deciding(&given, Answer::No),
            is_confirmed: tree.outcome(&|criterion| match given(criterion) {
                Answer::No if !criterion.is_confirmed => Answer::Yes,
                answer @ (Answer::No | Answer::Unknown | Answer::Yes) => answer,
            }) == Answer::No,
        },
        Answer::Unknown => Eligibility::Unknown {
            missing: tree.deciding(&given, Answer::Unknown),
        },
    }
}

type Path<'a> = BTreeMap<&'a str, Vec<&'a Criterion>>;

/// The criteria by path and group.
struct Tree<'a> {
    everybody: Path<'a>,
    paths: BTreeMap<&'a str, Path<'a>>,
}

impl<'a> Tree<'a> {
    fn of(criteria: &[&'a Criterion]) -> Self {
        let mut tree = Self {
            everybody: Path::new(),
            paths: BTreeMap::new(),
        };
        for &criterion in criteria {
            let path = match criterion.path.as_deref() {
                Some(path) => tree.paths.entry(path).or_default(),
                None => &mut tree.everybody,
            };
            path.entry(&criterion.group).or_default().push(criterion);
        }
        tree
    }

    fn outcome(&self, given: &impl Fn(&Criterion) -> Answer) -> Answer {
        path_outcome(&self.everybody, given).min(self.alternatives(given))
    }

    /// The best of the paths.
    fn alternatives(&self, given: &impl Fn(&Criterion) -> Answer) -> Answer {
        let outcomes = self.paths.values().map(|path| path_outcome(path, given));
        outcomes.max().unwrap_or(Answer::Yes)
    }

    /// The criteria with this answer in the groups and paths whose outcome it is.
    fn deciding(
        &self,
        given: &impl Fn(&Criterion) -> Answer,
        outcome: Answer,
    ) -> Vec<&'a Criterion> {
        let everybody = std::iter::once(&self.everybody);
        let alternatives = (self.alternatives(given) == outcome).then(|| self.paths.values());
        everybody
            .chain(alternatives.into_iter().flatten())
            .filter(|path| path_outcome(path, given) == outcome)
            .flat_map(|path| path.values())
            .filter(|group| group_outcome(group, given) == outcome)
            .flatten()
            .copied()
            .filter(|criterion| given(criterion) == outcome)
            .collect()
    }
}

fn path_outcome(path: &Path<'_>, given: &impl Fn(&Criterion) -> Answer) -> Answer {
    let outcomes = path.values().map(|group| group_outcome(group, given));
    outcomes.min().unwrap_or(Answer::Yes)
}

fn group_outcome(group: &[&Criterion], given: &impl Fn(&Criterion) -> Answer) -> Answer {
    let answers = group.iter().map(|criterion| given(criterion));
    match group.first().map(|criterion| criterion.combine) {
        Some(Combine::Any) => answers.max().unwrap_or(Answer::No),
        Some(Combine::All) | None => answers.min().unwrap_or(Answer::Yes),
    }
}

#[derive(Deserialize)]
struct Row {
    service: ServiceCode,
    code: String,
    path: String,
    group: String,
    combine: Combine,
    question: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    #[serde(deserialize_with = "yes_no")]
    confirmed: bool,
    source: String,
}

/// All criteria, in file order.
pub(super) fn load() -> Result<Vec<Criterion>, LoadError> {
    let mut criteria: Vec<Criterion> = Vec::new();
    for row in TABLE.rows::<Row>()? {
        let key = format!("{} {} {}", row.service, row.code, row.from);
        let criterion = Criterion::from(row);
        let same_days = |other: &&Criterion| {
            other.service == criterion.service && other.effective.overlaps(&criterion.effective)
        };
        let is_unique = !criteria
            .iter()
            .filter(same_days)
            .any(|other| other.code == criterion.code);
        TABLE.check(is_unique, &key, "twice on the same day")?;
        let combines_alike = criteria
            .iter()
            .filter(same_days)
            .filter(|other| other.path == criterion.path && other.group == criterion.group)
            .all(|other| other.combine == criterion.combine);
        TABLE.check(
            combines_alike,
            &key,
            "combines unlike the rest of its group",
        )?;
        TABLE.check(criterion.question.ends_with('?'), &key, "not a question")?;
        criteria.push(criterion);
    }
    for &service in ServiceCode::ALL {
        let is_asked = criteria
            .iter()
            .any(|criterion| criterion.service == service);
        TABLE.check(is_asked, &service, "a service without a criterion")?;
    }
    Ok(criteria)
}

impl From<Row> for Criterion {
    fn from(row: Row) -> Self {
        Self {
            service: row.service,
            code: row.code,
            path: filled(row.path),
            group: row.group,
            combine: row.combine,
            question: row.question,
            effective: Effective {
                from: row.from,
                until: row.until,
            },
            is_confirmed: row.confirmed,
            source: row.source,
        }
    }
}

#[cfg(test)]
mod tests;
