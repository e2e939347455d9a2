//! Carries a story out.

use std::collections::BTreeMap;
use std::env;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use handoff::identity::Role;
use handoff::nudges::Sender;
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::page::{Page, Step};
use super::print::print;
use crate::duty::nudges::{mail_server, sender};
use crate::support::{Caller, Live, TestApp};
use crate::told::outside::{link, look};

/// How often a query is asked before what it shows is taken for wrong, every 50 milliseconds.
const LOOKS: u32 = 100;

/// The people of the stories, as their blocks name them.
fn caller(app: &TestApp, name: &str) -> Caller {
    match name {
        "anyone" => app.anonymous(),
        "hospital" => app.referrer(),
        "plan" => app.plan(),
        "network" => app.colleague("a", Role::PlanNetwork),
        "kitchen" | "cedar" => app.provider("p1"),
        "dogwood" => app.provider("p2"),
        _ => panic!("nobody is called {name}"),
    }
}

/// Tells a story from its first block to its last, and compares.
pub(super) async fn tell(app: &TestApp, name: &str) {
    let page = Page::read(name);
    let post = Arc::default();
    let mut telling = Telling {
        app,
        sender: sender(app, &mail_server(Arc::clone(&post)).await, false),
        post,
        names: BTreeMap::new(),
        streams: BTreeMap::new(),
        asked: None,
        is_update: is_update(),
    };
    let mut changes = Vec::new();
    for place in page.steps() {
        let Some((shown, came)) = telling.next(place.step).await else {
            continue;
        };
        if shown == came {
            continue;
        }
        assert!(
            telling.is_update,
            "{}: the story shows\n{shown}\nand what came is\n{came}\nIf that is meant, run the \
             stories with UPDATE_STORIES=1 and read the difference.",
            page.at(&place.lines)
        );
        changes.push((place.lines, came));
    }
    assert!(telling.asked.is_none(), "no answer at the end of {name}");
    if telling.is_update {
        page.rewrite(changes);
    }
}

/// An operation whose answer the story has not shown yet.
struct Asked {
    by: String,
    document: String,
    variables: Value,
}

struct Telling<'a> {
    app: &'a TestApp,
    sender: Sender,
    post: Arc<Mutex<Vec<String>>>,
    /// What the names in angle brackets stand for.
    names: BTreeMap<String, String>,
    streams: BTreeMap<String, (Live, String)>,
    asked: Option<Asked>,
    is_update: bool,
}

impl Telling<'_> {
    /// Carries out a step; what it shows and what came, where it shows something.
    async fn next(&mut self, step: Step) -> Option<(String, String)> {
        match step {
            Step::Later(by) => self.wait(by).await,
            Step::Operation { by, document } => {
                assert!(self.asked.is_none(), "no answer before {document}");
                self.asked = Some(Asked {
                    by,
                    document,
                    variables: json!({}),
                });
            }
            Step::Variables(text) => {
                let variables = self.meant(&parsed(&text));
                self.asked.as_mut().expect("an operation before").variables = variables;
            }
            Step::Answer(shown) => {
                let asked = self.asked.take().expect("an operation before its answer");
                let came = self.answer(&asked, &shown).await;
                return Some((shown, came));
            }
            Step::Heard { by, item } => {
                let came = self.hear(&by, &item).await;
                return Some((item, came));
            }
            Step::Link(shown) => return Some((shown, self.follow_link().await)),
        }
        None
    }

    /// Time passes by the hour, and by the day where it is long; each time what is due is done.
    async fn wait(&self, mut left: TimeDelta) {
        let step = if left > TimeDelta::days(2) {
            TimeDelta::days(1)
        } else {
            TimeDelta::hours(1)
        };
        while left > TimeDelta::zero() {
            self.app.advance(left.min(step));
            self.app.sweep().await;
            left -= step;
        }
    }

    async fn answer(&mut self, asked: &Asked, shown: &str) -> String {
        let caller = caller(self.app, &asked.by);
        let (document, variables) = (asked.document.as_str(), &asked.variables);
        if document.starts_with("subscription") {
            let live = caller.subscribe(document, variables.clone()).await;
            self.streams
                .insert(asked.by.clone(), (live, document.to_owned()));
            return self.hear(&asked.by, shown).await;
        }
        let mut looks = match (document.starts_with("mutation"), self.is_update) {
            (true, _) => 1,
            (false, true) => LOOKS / 5,
            (false, false) => LOOKS,
        };
        loop {
            let reply = caller.query(document, variables.clone()).await;
            let came = reply.body().get("errors").unwrap_or_else(|| reply.field());
            let came = print(&self.named(&parsed(shown), came), document);
            looks -= 1;
            if came == shown || looks == 0 {
                return came;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn hear(&mut self, by: &str, shown: &str) -> String {
        let (live, document) = self.streams.get_mut(by).expect("a subscription");
        let (item, document) = (live.next().await, document.clone());
        print(&self.named(&parsed(shown), &item), &document)
    }

    /// Sends the e-mail that waits, opens the link of the last one, and gives what the page says.
    async fn follow_link(&self) -> String {
        self.sender.once(&|| self.app.system_op()).await.unwrap();
        let message = self.post.lock().await.last().cloned();
        let token = link(&message.expect("an e-mail"));
        let (_, _, page) = look(self.app, &token).await;
        let lines = page.lines().filter_map(|line| {
            let line = line.strip_prefix("<dt>")?.strip_suffix("</dd>")?;
            let (what, said) = line.split_once("</dt><dd>")?;
            let said = self.name_of(said).unwrap_or_else(|| said.to_owned());
            Some(format!("{what}: {said}"))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What came, with names in the place of what they stand for. Where the story shows a name for
    /// the first time, that is what it stands for from now on.
    fn named(&mut self, shown: &Value, came: &Value) -> Value {
        self.learn(shown, came);
        replaced(came, &|text| self.name_of(text))
    }

    fn name_of(&self, text: &str) -> Option<String> {
        let known = self.names.iter().find(|(_, meant)| *meant == text);
        known.map(|(name, _)| name.clone())
    }

    fn learn(&mut self, shown: &Value, came: &Value) {
        match (shown, came) {
            (Value::String(name), Value::String(text)) if is_name(name) => {
                self.names
                    .entry(name.clone())
                    .or_insert_with(|| text.clone());
            }
            (Value::Array(shown), Value::Array(came)) => {
                for (shown, came) in shown.iter().zip(came) {
                    self.learn(shown, came);
                }
            }
            (Value::Object(shown), Value::Object(came)) => {
                for (key, shown) in shown {
                    self.learn(shown, came.get(key).unwrap_or(&Value::Null));
                }
            }
            _ => {}
        }
    }

    /// What is sent, with the values that names stand for.
    fn meant(&self, written: &Value) -> Value {
        replaced(written, &|text| {
            let meant = || self.names.get(text).unwrap_or_else(|| panic!("no {text}"));
            is_name(text).then(|| meant().clone())
        })
    }
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

fn is_name(text: &str) -> bool {
    text.starts_with('<') && text.ends_with('>')
}

fn replaced(value: &Value, by: &impl Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::String(text) => json!(by(text).unwrap_or_else(|| text.clone())),
        Value::Array(items) => items.iter().map(|item| replaced(item, by)).collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            Value::Object(
                fields
                    .map(|(key, value)| (key.clone(), replaced(value, by)))
                    .collect(),
            )
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a setting of the test run, not of the program"
)]
fn is_update() -> bool {
    env::var("UPDATE_STORIES").is_ok_and(|value| value == "1")
}
