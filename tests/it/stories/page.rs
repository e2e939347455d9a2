//! A story as it is written: its blocks and the times between them.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, fs};

use chrono::TimeDelta;

/// A story of `docs/stories`.
pub(super) struct Page {
    name: String,
    lines: Vec<String>,
}

/// What happens next in a story.
pub(super) enum Step {
    /// Time passes.
    Later(TimeDelta),
    /// Somebody sends this.
    Operation { by: String, document: String },
    /// With these variables.
    Variables(String),
    /// This came back.
    Answer(String),
    /// This came on the subscription of somebody.
    Heard { by: String, item: String },
    /// This is behind the link of the last e-mail.
    Link(String),
}

/// A step, and where in the page it is: the lines of a block without its fences.
pub(super) struct Place {
    pub(super) step: Step,
    pub(super) lines: Range<usize>,
}

impl Page {
    pub(super) fn read(name: &str) -> Self {
        let name = format!("docs/stories/{name}.md");
        let text = fs::read_to_string(place(&name)).unwrap();
        let lines = text.lines().map(str::to_owned).collect();
        Self { name, lines }
    }

    /// All steps, in order.
    pub(super) fn steps(&self) -> Vec<Place> {
        let mut steps = Vec::new();
        let mut number = 0;
        while let Some(line) = self.lines.get(number) {
            number += 1;
            if let Some(opening) = line.strip_prefix("```") {
                let rest = &self.lines[number..];
                let length = rest.iter().take_while(|line| *line != "```").count();
                let body = rest[..length].join("\n");
                let lines = number..number + length;
                let step = step(opening, body)
                    .unwrap_or_else(|| panic!("{}: what is this block?", self.at(&lines)));
                number = lines.end + 1;
                steps.push(Place { step, lines });
            } else if let Some(words) = line.strip_prefix("<!-- later: ") {
                let lines = number..number;
                let by = duration(words)
                    .unwrap_or_else(|| panic!("{}: how much later?", self.at(&lines)));
                steps.push(Place {
                    step: Step::Later(by),
                    lines,
                });
            }
        }
        steps
    }

    /// Where these lines are, for whoever reads of a failure.
    pub(super) fn at(&self, lines: &Range<usize>) -> String {
        format!("{}:{}", self.name, lines.start)
    }

    /// Writes the page with these lines in the place of others.
    pub(super) fn rewrite(&self, mut changes: Vec<(Range<usize>, String)>) {
        let mut lines = self.lines.clone();
        changes.sort_by_key(|(place, _)| place.start);
        for (place, text) in changes.into_iter().rev() {
            lines.splice(place, text.lines().map(str::to_owned));
        }
        fs::write(place(&self.name), lines.join("\n") + "\n").unwrap();
    }
}

fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The step that a block is, by what stands behind its opening fence.
fn step(opening: &str, body: String) -> Option<Step> {
    let (language, what) = opening.split_once(' ')?;
    let (what, who) = what.split_once('=').unwrap_or((what, ""));
    let by = who.to_owned();
    Some(match (language, what) {
        ("graphql", "as") => Step::Operation { by, document: body },
        ("json", "variables") => Step::Variables(body),
        ("json", "answer") => Step::Answer(body),
        ("json", "heard") => Step::Heard { by, item: body },
        ("text", "link") => Step::Link(body),
        _ => return None,
    })
}

/// `40 minutes -->` as a duration.
fn duration(words: &str) -> Option<TimeDelta> {
    let mut words = words.split(' ');
    let number = words.next()?.parse().ok()?;
    match words.next()? {
        "minute" | "minutes" => TimeDelta::try_minutes(number),
        "hour" | "hours" => TimeDelta::try_hours(number),
        "day" | "days" => TimeDelta::try_days(number),
        _ => None,
    }
}
